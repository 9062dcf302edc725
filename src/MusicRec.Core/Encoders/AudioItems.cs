using MusicRec.Audio;
using MusicRec.Data;

namespace MusicRec.Encoders;

/// <summary>The sound of a catalogue's items, read when it is needed. An item may have none.</summary>
/// <param name="ids">The catalogue, in the order of the plays.</param>
/// <param name="load">The sound of an item, at any rate and with any number of channels; throws <see cref="MusicRecException"/> or
/// <see cref="IOException"/> where there is none. Called from several threads.</param>
public sealed class AudioItems(IdMap ids, Func<int, AudioClip> load)
{
    private readonly Func<int, AudioClip> _load = Require.NotNull(load);

    /// <summary>The catalogue.</summary>
    public IdMap Ids { get; } = Require.NotNull(ids);

    /// <summary>Sound files whose ids are not in the catalogue; no model sees them.</summary>
    public IReadOnlyList<SoundFile> Unknown { get; private init; } = [];

    /// <summary>The sound of an item.</summary>
    /// <exception cref="MusicRecException">It has none, or a broken file.</exception>
    public AudioClip Load(int item) => _load(Require.Index(item, Ids.Count));

    /// <summary>Files by id: the id of a file or its name, with or without its ending, is the item's id.</summary>
    /// <param name="ids">The catalogue.</param>
    /// <param name="files">Sound files; see <see cref="SoundFile.InFolder"/>.</param>
    /// <param name="options">How they are read; null for the defaults.</param>
    public static AudioItems FromFiles(IdMap ids, IReadOnlyList<SoundFile> files, AudioLoadOptions? options = null)
    {
        var (paths, unknown) = (new string?[Require.NotNull(ids).Count], new List<SoundFile>());
        foreach (var file in Require.NotNull(files))
        {
            string[] names = [file.Id, Path.ChangeExtension(file.Id, null), Path.GetFileName(file.Id), Path.GetFileNameWithoutExtension(file.Id)];
            if (names.FirstOrDefault(name => ids.TryGetIndex(name, out _)) is { } known) paths[ids.IndexOf(known)] ??= file.Path;
            else unknown.Add(file);
        }
        return new AudioItems(ids, item => paths[item] is { } path
            ? AudioFile.Load(path, options)
            : throw new MusicRecException($"There is no sound file for '{ids[item]}'."))
        { Unknown = unknown };
    }
}
