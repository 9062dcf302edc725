using System.Globalization;
using System.Security;
using System.Text;

namespace MusicRec.Samples;

/// <summary>One line of a chart: a value at each step, from 1; NaN where there is none.</summary>
internal sealed record ChartLine(string Name, IReadOnlyList<double> Values);

/// <summary>One bar of a chart with its interval; NaN limits where there is none.</summary>
internal sealed record ChartBar(string Name, double Value, double Low, double High);

/// <summary>Charts as SVG files, which every browser shows.</summary>
internal static class SvgChart
{
    private const int Width = 640, Left = 60, Right = 170, Top = 44, Bottom = 46, Height = 360;

    private static readonly string[] Colours = ["#1b6ca8", "#d1495b", "#2e8b57", "#edae49", "#6a4c93", "#c77dff", "#8d6e63", "#555555"];

    /// <summary>Lines over steps, the smallest and largest value at the axis.</summary>
    public static void Lines(string path, string title, string steps, string unit, IReadOnlyList<ChartLine> lines)
    {
        double[] all = [.. lines.SelectMany(line => line.Values).Where(double.IsFinite)];
        int last = lines.Max(line => line.Values.Count);
        var (low, step) = Ticks(all.Min(), all.Max());
        int ticks = (int)Math.Ceiling((all.Max() - low) / step - 1e-9);
        double X(int i) => Left + (Width - Left - Right) * (last == 1 ? 0.5 : i / (last - 1.0));
        double Y(double v) => Height - Bottom - (Height - Top - Bottom) * (v - low) / (step * Math.Max(1, ticks));
        var svg = Start(Width, Height, title);
        for (int t = 0; t <= ticks; t++)
        {
            double v = low + t * step;
            Line(svg, Left, Y(v), Width - Right, Y(v), "#dddddd");
            Text(svg, Left - 6, Y(v) + 4, Number(v), "end");
        }
        Text(svg, Left, Top - 8, unit, "start");
        for (int i = 0; i < last; i++)
            if (last <= 12 || (i + 1) % (int)Math.Ceiling(last / 10.0) == 0) Text(svg, X(i), Height - Bottom + 18, $"{i + 1}", "middle");
        Text(svg, (Left + Width - Right) / 2.0, Height - 8, steps, "middle");
        foreach (var (l, line) in lines.Index())
        {
            string colour = Colours[l % Colours.Length];
            var points = line.Values.Index().Where(p => double.IsFinite(p.Item)).Select(p => $"{Place(X(p.Index))},{Place(Y(p.Item))}");
            svg.AppendLine(CultureInfo.InvariantCulture,
                $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{string.Join(' ', points)}\"/>");
            Line(svg, Width - Right + 14, Top + 8 + 18 * l, Width - Right + 34, Top + 8 + 18 * l, colour);
            Text(svg, Width - Right + 40, Top + 12 + 18 * l, line.Name, "start");
        }
        Save(path, svg);
    }

    /// <summary>Bars from zero, one a row, with their intervals.</summary>
    public static void Bars(string path, string title, string unit, IReadOnlyList<ChartBar> bars)
    {
        int names = Math.Max(220, 16 + 7 * bars.Max(bar => bar.Name.Length)), width = Width - 220 + names;
        int height = Top + 24 * bars.Count + Bottom;
        double largest = bars.Max(bar => double.IsFinite(bar.High) ? Math.Max(bar.High, bar.Value) : bar.Value);
        var (_, step) = Ticks(0, largest);
        int ticks = Math.Max(1, (int)Math.Ceiling(largest / step - 1e-9));
        double X(double v) => names + (width - names - 30) * v / (step * ticks);
        var svg = Start(width, height, title);
        for (int t = 0; t <= ticks; t++)
        {
            Line(svg, X(t * step), Top, X(t * step), height - Bottom, "#dddddd");
            Text(svg, X(t * step), height - Bottom + 18, Number(t * step), "middle");
        }
        Text(svg, (names + width) / 2.0, height - 8, unit, "middle");
        foreach (var (b, bar) in bars.Index())
        {
            double y = Top + 24 * b + 12;
            Text(svg, names - 8, y + 4, bar.Name, "end");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{Place(X(0))}\" y=\"{Place(y - 8)}\" "
                + $"width=\"{Place(X(Math.Max(0, bar.Value)) - X(0))}\" height=\"16\" fill=\"{Colours[0]}\"/>");
            if (double.IsFinite(bar.Low) && double.IsFinite(bar.High)) Line(svg, X(bar.Low), y, X(bar.High), y, "#222222");
        }
        Save(path, svg);
    }

    /// <summary>Counts of rows by columns, darker where a row has more of its own.</summary>
    public static void Grid(string path, string title, string rowName, string columnName, IReadOnlyList<string> names, int[][] counts)
    {
        const int cell = 76, left = 120, top = 84;
        int side = cell * names.Count;
        var svg = Start(left + side + 20, top + side + 20, title);
        Text(svg, left + side / 2.0, 46, columnName, "middle");
        Text(svg, 10, top - 10, rowName, "start");
        foreach (var (r, row) in counts.Index())
        {
            Text(svg, left + cell * (r + 0.5), top - 10, names[r], "middle");
            Text(svg, left - 8, top + cell * (r + 0.5) + 4, names[r], "end");
            foreach (var (c, count) in row.Index())
            {
                double share = row.Sum() > 0 ? (double)count / row.Sum() : 0;
                svg.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{left + cell * c}\" y=\"{top + cell * r}\" width=\"{cell - 2}\" "
                    + $"height=\"{cell - 2}\" fill=\"#1b6ca8\" fill-opacity=\"{share:0.###}\" stroke=\"#cccccc\"/>");
                Text(svg, left + cell * (c + 0.5), top + cell * (r + 0.5) + 4, $"{count}", "middle", share > 0.6 ? "#ffffff" : "#222222");
            }
        }
        Save(path, svg);
    }

    /// <summary>A round number at or below the lowest, and a round step with about five in the range.</summary>
    private static (double Low, double Step) Ticks(double low, double high)
    {
        double range = Math.Max(high - low, 1e-9), power = Math.Pow(10, Math.Floor(Math.Log10(range / 5)));
        double step = power * (range / 5 / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        return (Math.Floor(low / step) * step, step);
    }

    private static StringBuilder Start(int width, int height, string title)
    {
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" "
            + $"width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">");
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"10\" y=\"20\" font-size=\"15\">{SecurityElement.Escape(title)}</text>");
        return svg;
    }

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2, string colour) => svg.AppendLine(
        $"<line x1=\"{Place(x1)}\" y1=\"{Place(y1)}\" x2=\"{Place(x2)}\" y2=\"{Place(y2)}\" stroke=\"{colour}\" stroke-width=\"1.5\"/>");

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor, string colour = "#222222") => svg.AppendLine(
        $"<text x=\"{Place(x)}\" y=\"{Place(y)}\" text-anchor=\"{anchor}\" fill=\"{colour}\">{SecurityElement.Escape(text)}</text>");

    private static string Place(double x) => x.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Number(double x) => x.ToString("0.####", CultureInfo.InvariantCulture);

    private static void Save(string path, StringBuilder svg) => File.WriteAllText(path, svg.AppendLine("</svg>").ToString());
}
