namespace MusicRec.Tests;

/// <summary>A theory over files of the shared folder, each a path with '/'; skipped, with the reason, where one is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(params string[] files)
    {
        if (files.FirstOrDefault(file => SharedFolder.File(file.Split('/')) is null) is { } missing)
            Skip = $"{missing} is not there; set MUSICREC_SHARED to a folder that has it.";
    }
}
