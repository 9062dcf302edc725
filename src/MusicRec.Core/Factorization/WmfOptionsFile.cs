using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>Stores <see cref="WmfOptions"/> in a model file's metadata. Options that only steer a fit (threads, validation, progress) are not
/// stored.</summary>
internal static class WmfOptionsFile
{
    public static void Save(WmfOptions options, ModelFile file)
    {
        file.Set("factors", options.Factors);
        file.Set("sweeps", options.Sweeps);
        file.Set("confidence", (int)options.Confidence);
        file.Set("alpha", options.Alpha);
        file.Set("epsilon", options.Epsilon);
        file.Set("lambda", options.Lambda ?? throw new ArgumentException("Lambda has no value.", nameof(options)));
        file.Set("regularization", (int)options.Regularization);
        file.Set("nu", options.Nu);
        file.Set("unobserved_weight", options.UnobservedWeight);
        file.Set("unobserved_covers_all", options.UnobservedCoversAll ? 1 : 0);
        file.Set("solver", (int)options.Solver);
        file.Set("conjugate_gradient_steps", options.ConjugateGradientSteps);
        file.Set("block_size", options.BlockSize);
        file.Set("refine_users", options.RefineUsers ? 1 : 0);
        file.Set("seed", options.Seed);
    }

    public static WmfOptions Load(ModelFile file)
    {
        try
        {
            return new WmfOptions
            {
                Factors = file.Get<int>("factors"),
                Sweeps = file.Get<int>("sweeps"),
                Confidence = (WmfConfidence)file.Get<int>("confidence"),
                Alpha = file.Get<double>("alpha"),
                Epsilon = file.Get<double>("epsilon"),
                Lambda = file.Get<double>("lambda"),
                Regularization = (WmfRegularization)file.Get<int>("regularization"),
                Nu = file.Get<double>("nu"),
                UnobservedWeight = file.Get<double>("unobserved_weight"),
                UnobservedCoversAll = file.Get<int>("unobserved_covers_all") != 0,
                Solver = (WmfSolver)file.Get<int>("solver"),
                ConjugateGradientSteps = file.Get<int>("conjugate_gradient_steps"),
                BlockSize = file.Get<int>("block_size"),
                RefineUsers = file.Get<int>("refine_users") != 0,
                Seed = file.Get<ulong>("seed"),
            };
        }
        catch (ArgumentException e)
        {
            throw new MusicRecException($"The model file's options are damaged: {e.Message}", e);
        }
    }
}
