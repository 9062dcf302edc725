Console.WriteLine("MusicRec.Benchmarks");
