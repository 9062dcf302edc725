using System.Runtime.InteropServices;

namespace MusicRec.Sequences;

/// <summary>The graphs of some prefixes of sequences, one after the other: a node is a distinct item of its prefix, an edge goes from an item to one
/// that came right after it. An edge's weight is 1 / the number of edges that leave its start, or that reach its end.</summary>
internal sealed class SessionGraphs
{
    public SessionGraphs(PackedSequences packed)
    {
        var (nodes, edges) = (new Dictionary<int, int>(), new HashSet<(int, int)>());
        List<int> events = [], slots = [], last = [], from = [], to = [];
        List<float> counts = [];
        for (int slot = 0; slot < packed.Asked.Length; slot++)
        {
            int end = packed.Asked[slot], before = -1;
            nodes.Clear();
            edges.Clear();
            for (int e = packed.Starts[end]; e <= end; e++)
            {
                ref int node = ref CollectionsMarshal.GetValueRefOrAddDefault(nodes, packed.Items[e], out bool known);
                if (!known)
                {
                    node = events.Count;
                    events.Add(e);
                    slots.Add(slot);
                    counts.Add(0);
                }
                counts[node]++;
                if (before >= 0 && edges.Add((before, node)))
                {
                    from.Add(before);
                    to.Add(node);
                }
                before = node;
            }
            last.Add(before);
        }
        (Events, Slots, Counts, Last, From, To) = ([.. events], [.. slots], [.. counts], [.. last], [.. from], [.. to]);
        (Leaving, Reaching) = (Shares(From), Shares(To));
    }

    /// <summary>An event with the item of each node.</summary>
    public int[] Events { get; }

    /// <summary>The prefix of each node.</summary>
    public int[] Slots { get; }

    /// <summary>How often each node's item came.</summary>
    public float[] Counts { get; }

    /// <summary>The node of each prefix's last event.</summary>
    public int[] Last { get; }

    /// <summary>Where each edge starts.</summary>
    public int[] From { get; }

    /// <summary>Where each edge ends.</summary>
    public int[] To { get; }

    /// <summary>1 / the number of edges from the start of each edge.</summary>
    public float[] Leaving { get; }

    /// <summary>1 / the number of edges to the end of each edge.</summary>
    public float[] Reaching { get; }

    private float[] Shares(int[] nodes)
    {
        var degrees = new int[Events.Length];
        foreach (int node in nodes) degrees[node]++;
        return Array.ConvertAll(nodes, node => 1f / degrees[node]);
    }
}
