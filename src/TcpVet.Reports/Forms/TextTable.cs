namespace TcpVet.Reports.Forms;

/// <summary>How a column stands.</summary>
public enum Align
{
    /// <summary>Words.</summary>
    Left,
    /// <summary>Numbers.</summary>
    Right,
}

/// <summary>One column of a table.</summary>
/// <param name="Head">Its upper-case head.</param>
/// <param name="Align">Numbers stand right, words left.</param>
public readonly record struct Column(string Head, Align Align = Align.Left);

/// <summary>A small table in memory: aligned columns, upper-case heads, no frames. Rows are cells of text that is already safe.</summary>
public sealed class TextTable(params Column[] columns)
{
    private const int Gap = 2;
    private readonly List<Cell[]> rows = [];

    /// <summary>How many rows it has.</summary>
    public int Count => rows.Count;

    /// <summary>Adds a row, a cell a column.</summary>
    public TextTable Add(params Cell[] cells)
    {
        rows.Add(cells);
        return this;
    }

    /// <summary>Writes the table; the last column is never padded.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="header">False leaves the heads out.</param>
    /// <param name="colors">How a cell's style is written; <see cref="Palette.None"/> for a pipe.</param>
    /// <param name="indent">Spaces before each line.</param>
    /// <param name="width">Columns of the screen: running text in the last column goes on below itself.</param>
    public void Write(Utf8Output output, bool header, Palette colors, int indent = 0, int width = int.MaxValue)
    {
        int[] widths = new int[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            widths[i] = Math.Max(header ? columns[i].Head.Length : 0, rows.Count == 0 ? 0 : rows.Max(row => row[i].Text.Length));
        }

        if (header)
        {
            WriteRow(output, [.. columns.Select(column => new Cell(column.Head))], widths, Palette.None, indent);
        }

        int hang = indent + widths[..^1].Sum(column => column + Gap);
        foreach (Cell[] row in rows)
        {
            string[] lines = [.. Prose.Wrap(row[^1].Text, width - hang)];
            WriteRow(output, [.. row[..^1], row[^1] with { Text = lines[0] }], widths, colors, indent);
            foreach (string line in lines[1..])
            {
                output.Spaces(hang).Text(colors.Start(row[^1].Style)).Text(line).Text(colors.End(row[^1].Style)).EndLine();
            }
        }
    }

    private void WriteRow(Utf8Output output, Cell[] row, int[] widths, Palette colors, int indent)
    {
        int last = row.Length - 1;
        while (last > 0 && row[last].Text.Length == 0)
        {
            last--;
        }

        output.Spaces(indent);
        for (int i = 0; i <= last; i++)
        {
            int padding = widths[i] - row[i].Text.Length;
            output.Spaces(columns[i].Align == Align.Right ? padding : 0);
            output.Text(colors.Start(row[i].Style)).Text(row[i].Text).Text(colors.End(row[i].Style));
            if (i < last)
            {
                output.Spaces((columns[i].Align == Align.Left ? padding : 0) + Gap);
            }
        }

        output.EndLine();
    }
}

/// <summary>One cell.</summary>
/// <param name="Text">Safe text.</param>
/// <param name="Style">What its colour means.</param>
public readonly record struct Cell(string Text, Style Style = Style.Plain)
{
    /// <summary>A plain cell.</summary>
    public static implicit operator Cell(string text) => new(text);

    /// <summary>A number.</summary>
    public static implicit operator Cell(long number) => new(number.ToString());
}
