namespace MusicRec.Samples;

/// <summary>Pixels to draw on, with a font of 5 x 7 dots for what axes need.</summary>
internal sealed class Canvas(int width, int height)
{
    private const string Letters = "0123456789.-kHzsdBMFC#ADEG";

    // Seven rows of five dots a letter, five bits a row, top row first.
    private static readonly string[] Dots =
    [
        "0E11131519110E", "040C040404040E", "0E11010204081F", "1F02040201110E", "02060A121F0202", "1F101E0101110E", "0608101E11110E",
        "1F010204080808", "0E11110E11110E", "0E11110F01020C", "00000000000C0C", "0000001F000000", "10101214181412", "1111111F111111",
        "00001F0204081F", "00000F100E011E", "01010D1311110F", "1E11111E11111E", "111B1515111111", "1F10101E101010", "0E11101010110E",
        "0A0A1F0A1F0A0A", "0E11111F111111", "1E11111111111E", "1F10101E10101F", "0E11101711110F",
    ];

    /// <summary>Rows from the top, three bytes a pixel.</summary>
    public byte[] Rgb { get; } = NewWhite(width * height * 3);

    /// <summary>Pixels a row.</summary>
    public int Width => width;

    /// <summary>Sets a pixel; outside the canvas nothing happens.</summary>
    public void Set(int x, int y, (byte R, byte G, byte B) colour)
    {
        if ((uint)x >= (uint)width || (uint)y >= (uint)height) return;
        int at = 3 * (y * width + x);
        (Rgb[at], Rgb[at + 1], Rgb[at + 2]) = colour;
    }

    /// <summary>Fills a rectangle.</summary>
    public void Fill(int x, int y, int across, int down, (byte R, byte G, byte B) colour)
    {
        for (int v = 0; v < down; v++)
            for (int u = 0; u < across; u++) Set(x + u, y + v, colour);
    }

    /// <summary>Width of a text in pixels.</summary>
    public static int Measure(string text) => 12 * text.Length - 2;

    /// <summary>Writes a text, two pixels a dot, its upper left corner at (x, y).</summary>
    public void Write(int x, int y, string text)
    {
        foreach (char letter in text)
        {
            int at = Letters.IndexOf(letter, StringComparison.Ordinal);
            for (int row = 0; row < 7 && at >= 0; row++)
            {
                int bits = Convert.ToInt32(Dots[at].Substring(2 * row, 2), 16);
                for (int column = 0; column < 5; column++)
                    if ((bits >> (4 - column) & 1) != 0) Fill(x + 2 * column, y + 2 * row, 2, 2, (40, 40, 40));
            }
            x += 12;
        }
    }

    private static byte[] NewWhite(int bytes)
    {
        var pixels = new byte[bytes];
        Array.Fill(pixels, (byte)255);
        return pixels;
    }
}
