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
/// <param name="Short">The head where the screen is too narrow for all heads; null for none.</param>
public readonly record struct Column(string Head, Align Align = Align.Left, string? Short = null);

/// <summary>A small table in memory: aligned columns, upper-case heads, no frames. Rows are cells of text that is already safe.</summary>
public sealed class TextTable(params Column[] columns)
{
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
    /// <param name="width">
    /// Columns of the screen: where a line does not fit, words lose their middle and running text goes on below itself.
    /// </param>
    public void Write(Utf8Output output, bool header, Palette colors, int indent = 0, int width = int.MaxValue)
    {
        foreach (Cell[] row in rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = row[i] with { Text = output.Plain(row[i].Text) };
            }
        }

        TableWidths fit = TableWidths.Fit(columns, rows, header, width - indent, output.Ellipsis);
        if (header)
        {
            WriteRow(output, [.. fit.Heads.Select(head => new Cell(head))], fit, Palette.None, indent);
        }

        foreach (Cell[] row in rows)
        {
            if (fit.Holds(row))
            {
                WriteRow(output, row, fit, colors, indent);
                continue;
            }

            string[][] lines = [.. row.Select((cell, i) => fit.Lines(cell.Text, i))];
            for (int line = 0; line < lines.Max(cell => cell.Length); line++)
            {
                int at = line;
                Cell[] part = [.. row.Select((cell, i) => cell with { Text = at < lines[i].Length ? lines[i][at] : "" })];
                WriteRow(output, part, fit, colors, indent);
            }
        }
    }

    /// <summary>Writes the table into running text, within its width.</summary>
    public void Write(Prose prose) => Write(prose.Out, prose.Header, prose.Colors, width: prose.Screen);

    private void WriteRow(Utf8Output output, Cell[] row, TableWidths fit, Palette colors, int indent)
    {
        int last = row.Length - 1;
        while (last > 0 && row[last].Text.Length == 0)
        {
            last--;
        }

        output.Spaces(indent);
        for (int i = 0; i <= last; i++)
        {
            int padding = fit.Columns[i] - row[i].Text.Length;
            output.Spaces(columns[i].Align == Align.Right ? padding : 0);
            output.Text(colors.Start(row[i].Style)).Text(row[i].Text).Text(colors.End(row[i].Style));
            if (i < last)
            {
                output.Spaces((columns[i].Align == Align.Left ? padding : 0) + fit.Gap);
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
