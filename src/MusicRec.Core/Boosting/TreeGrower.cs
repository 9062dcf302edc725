using MusicRec.Numerics;

namespace MusicRec.Boosting;

/// <summary>Grows regression trees level by level on histograms of derivatives (Chen, Guestrin 2016; Ke et al. 2017): a split's gain is
/// GL^2 / (HL + l) + GR^2 / (HR + l) - G^2 / (H + l), a leaf's value -rate G / (H + l). The larger child's histogram is its parent's less the
/// smaller child's. Sums run over rows in a fixed order, so the tree does not depend on the threads.</summary>
internal sealed class TreeGrower(FeatureBins bins, LambdaMartOptions options, int threads)
{
    private const int Sums = 3; // of an interval: first derivatives, second derivatives, rows
    private const double LeastGain = 1e-9;

    private readonly int[] _rows = new int[bins.Rows], _spare = new int[bins.Rows];
    private readonly double[] _derivatives = new double[2 * bins.Rows]; // first and second of each place of _rows

    /// <summary>Grows a tree, appends it to the forest and adds its values to the rows' scores.</summary>
    public void Grow(double[] first, double[] second, int[] features, Forest forest, double[] scores, CancellationToken cancel)
    {
        for (int r = 0; r < _rows.Length; r++) _rows[r] = r;
        var root = new Node(forest.Plant(), 0, _rows.Length, first.Sum(), second.Sum());
        List<Node> level = [root];
        Measure([root], first, second, features, cancel);
        for (int depth = 0; depth < options.Depth && level.Count > 0; depth++)
        {
            WorkerTeam.Shared.Run(level.Count, threads, (n, _) =>
            {
                level[n].Best = Best(level[n], features);
                if (level[n].Best.Gain > LeastGain) Part(level[n]);
            }, cancel);
            var (next, direct) = (new List<Node>(), new List<Node>());
            foreach (var node in level)
            {
                if (node.Best.Gain <= LeastGain) Leaf(node, forest, scores);
                else Divide(node, forest, next, direct);
            }
            if (depth + 1 < options.Depth)
            {
                Measure(direct, first, second, features, cancel);
                foreach (var node in next.Where(node => node.Sibling is not null)) Subtract(node);
            }
            level = next;
        }
        foreach (var node in level) Leaf(node, forest, scores);
    }

    private void Measure(List<Node> nodes, double[] first, double[] second, int[] features, CancellationToken cancel)
    {
        foreach (var node in nodes)
        {
            node.Histogram = new double[features.Length * bins.Width * Sums];
            for (int at = node.Start; at < node.Start + node.Count; at++)
                (_derivatives[2 * at], _derivatives[2 * at + 1]) = (first[_rows[at]], second[_rows[at]]);
        }
        WorkerTeam.Shared.Run(features.Length, threads, (f, _) =>
        {
            byte[] of = bins.Of[features[f]];
            foreach (var node in nodes)
            {
                var sums = node.Histogram.AsSpan(f * bins.Width * Sums, bins.Width * Sums);
                var rows = _rows.AsSpan(node.Start, node.Count);
                ReadOnlySpan<double> derivatives = _derivatives.AsSpan(2 * node.Start, 2 * node.Count);
                for (int r = 0; r < rows.Length; r++)
                {
                    var sum = sums.Slice(of[rows[r]] * Sums, Sums);
                    sum[0] += derivatives[2 * r];
                    sum[1] += derivatives[2 * r + 1];
                    sum[2]++;
                }
            }
        }, cancel);
    }

    // Ties to the lower feature, then to the lower cut.
    private Split Best(Node node, int[] features)
    {
        var best = new Split(-1, 0, 0, 0, 0, 0);
        double whole = node.First * node.First / (node.Second + options.Lambda);
        for (int f = 0; f < features.Length; f++)
        {
            int cuts = bins.Cuts[features[f]].Length;
            var sums = node.Histogram.AsSpan(f * bins.Width * Sums, bins.Width * Sums);
            double first = 0, second = 0, rows = 0;
            for (int b = 0; b < cuts; b++)
            {
                first += sums[b * Sums];
                second += sums[b * Sums + 1];
                rows += sums[b * Sums + 2];
                if (rows < options.LeastRows || node.Count - rows < options.LeastRows) continue;
                double otherFirst = node.First - first, otherSecond = Math.Max(0, node.Second - second);
                double left = Math.Max(0, second) + options.Lambda, right = otherSecond + options.Lambda;
                if (left <= 1e-12 || right <= 1e-12) continue;
                double gain = first * first / left + otherFirst * otherFirst / right - whole;
                if (gain > best.Gain) best = new(features[f], b, gain, (int)rows, first, Math.Max(0, second));
            }
        }
        return best;
    }

    // Rows of the left child first, both in their old order.
    private void Part(Node node)
    {
        byte[] of = bins.Of[node.Best.Feature];
        int left = node.Start, right = node.Start + node.Best.LeftRows;
        for (int r = node.Start; r < node.Start + node.Count; r++)
        {
            int row = _rows[r];
            if (of[row] <= node.Best.Cut) _spare[left++] = row;
            else _spare[right++] = row;
        }
        _spare.AsSpan(node.Start, node.Count).CopyTo(_rows.AsSpan(node.Start));
    }

    private void Divide(Node node, Forest forest, List<Node> next, List<Node> direct)
    {
        var split = node.Best;
        var (left, right) = forest.Split(node.Index, split.Feature, bins.Cuts[split.Feature][split.Cut], split.Gain);
        var one = new Node(left, node.Start, split.LeftRows, split.LeftFirst, split.LeftSecond);
        var other = new Node(right, node.Start + split.LeftRows, node.Count - split.LeftRows, node.First - split.LeftFirst,
            Math.Max(0, node.Second - split.LeftSecond));
        var (small, large) = one.Count <= other.Count ? (one, other) : (other, one);
        (large.Histogram, large.Sibling) = (node.Histogram, small);
        direct.Add(small);
        next.Add(one);
        next.Add(other);
    }

    private static void Subtract(Node large)
    {
        double[] sums = large.Histogram, less = large.Sibling!.Histogram;
        for (int i = 0; i < sums.Length; i++) sums[i] -= less[i];
    }

    private void Leaf(Node node, Forest forest, double[] scores)
    {
        double curve = node.Second + options.Lambda;
        float value = curve > 1e-12 ? (float)(-options.LearningRate * node.First / curve) : 0;
        forest.SetLeaf(node.Index, value);
        foreach (int row in _rows.AsSpan(node.Start, node.Count)) scores[row] += value;
    }

    private readonly record struct Split(int Feature, int Cut, double Gain, int LeftRows, double LeftFirst, double LeftSecond);

    private sealed class Node(int index, int start, int count, double first, double second)
    {
        public int Index => index;
        public int Start => start;
        public int Count => count;
        public double First => first;
        public double Second => second;
        public double[] Histogram { get; set; } = [];
        public Node? Sibling { get; set; } // of the larger child: the smaller one
        public Split Best { get; set; }
    }
}
