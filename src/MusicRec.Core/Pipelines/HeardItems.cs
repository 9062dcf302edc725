using MusicRec.Data;
using MusicRec.Encoders;

namespace MusicRec.Pipelines;

/// <summary>Frames of a catalogue, with what made them.</summary>
/// <param name="Frames">One entry an item.</param>
/// <param name="FrontEnd">Stored with encoders that are fitted to these frames.</param>
public sealed record HeardItems(ItemFrames Frames, AudioFrontEnd FrontEnd)
{
    /// <summary>The sound of played items alone: what a front-end may learn from.</summary>
    internal static AudioItems Played(Interactions plays, AudioItems sound)
    {
        var played = new bool[plays.Items];
        for (int user = 0; user < plays.Users; user++) foreach (int item in plays.ItemsOf(user)) played[item] = true;
        return new AudioItems(sound.Ids, item => played[item] ? sound.Load(item) : throw new MusicRecException("Nobody has played it."));
    }

    internal static void RequireSame(Interactions plays, AudioItems sound)
    {
        Require.NotNull(plays);
        RequireSame(plays, Require.NotNull(sound).Ids, nameof(sound));
    }

    internal static void RequireSame(Interactions plays, IdMap ids, string name)
    {
        if (ReferenceEquals(plays.ItemIds, ids)) return;
        Require.Length(ids.Count, plays.Items, name);
        for (int i = 0; i < plays.Items; i++)
            if (plays.ItemIds[i] != ids[i])
                throw new ArgumentException($"Item {i} is '{plays.ItemIds[i]}' in the plays, '{ids[i]}' in {name}; give both one order.", name);
    }
}
