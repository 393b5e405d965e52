namespace TcpVet.Reports.Forms;

/// <summary>Round-trip times as a row of blocks, scaled to the largest; what got no answer is a cross.</summary>
public static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";
    private const char Lost = '×';

    /// <summary>Draws, padded on the left to a width.</summary>
    public static string Of(IReadOnlyCollection<long?> values, int width)
    {
        long largest = values.Max() ?? 0;
        string drawn = string.Concat(values.TakeLast(width).Select(value =>
            value is not { } known
                ? Lost
                : largest <= 0 ? Blocks[0]
                : Blocks[(int)Math.Min(known * Blocks.Length / (largest + 1), Blocks.Length - 1)]));
        return drawn.PadLeft(width);
    }
}
