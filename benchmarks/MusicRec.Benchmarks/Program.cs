using BenchmarkDotNet.Running;
using MusicRec.Benchmarks.Ledger;

// 'ledger' prints every bar and whether it is met; anything else goes to BenchmarkDotNet (try --list flat, or --filter '*Gemm*').
return args is ["ledger", ..] ? LedgerCommand.Create().Parse(args[1..]).Invoke() : Benchmarks(args);

static int Benchmarks(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(LedgerCommand).Assembly).Run(args);
    return 0;
}
