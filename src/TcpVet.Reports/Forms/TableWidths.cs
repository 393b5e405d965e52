namespace TcpVet.Reports.Forms;

/// <summary>How wide the columns of a table are, so that a line fits a screen where that can be.</summary>
/// <param name="Columns">A width a column.</param>
/// <param name="Heads">The heads: short ones where the screen is narrow.</param>
/// <param name="Gap">Spaces between two columns.</param>
/// <param name="Sign">What stands for what was cut out of a word.</param>
internal sealed record TableWidths(int[] Columns, string[] Heads, int Gap, char Sign)
{
    private const int Wide = 2;
    private const int Close = 1;

    // A cut word keeps a beginning and an end: an address its port, a process its number.
    private const int LeastWord = 9;

    // Running text goes on below itself, though not a letter a line: the longest name of a state has 11.
    private const int LeastText = 11;

    /// <summary>Finds the widths.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="header">Whether heads are written.</param>
    /// <param name="screen">Columns of the screen; a large number for no limit.</param>
    /// <param name="sign">What stands for what is cut out.</param>
    public static TableWidths Fit(Column[] columns, IReadOnlyList<Cell[]> rows, bool header, int screen, char sign)
    {
        string[] heads = [.. columns.Select(column => column.Head)];
        int[] widths = Natural(heads, rows, header);
        if (Total(widths, Wide) <= screen)
        {
            return new TableWidths(widths, heads, Wide, sign);
        }

        bool[] text = [.. columns.Select((column, i) => column.Align == Align.Left && rows.Any(row => row[i].Text.Contains(' ')))];
        int last = widths.Length - 1;
        if (text[last] && Total(widths, Wide) - widths[last] + Math.Max(LeastText * 2, heads[last].Length) <= screen)
        {
            // There is room for all but the running text of the last column.
            widths[last] = screen - (Total(widths, Wide) - widths[last]);
            return new TableWidths(widths, heads, Wide, sign);
        }

        heads = [.. columns.Select(column => column.Short ?? column.Head)];
        widths = Natural(heads, rows, header);
        Shrink(widths, columns, text, screen, Wide);
        int gap = Total(widths, Wide) <= screen ? Wide : Close;
        if (gap == Close)
        {
            widths = Natural(heads, rows, header);
            Shrink(widths, columns, text, screen, Close);
        }

        return new TableWidths(widths, [.. heads.Select((head, i) => Cut(head, widths[i], sign))], gap, sign);
    }

    /// <summary>Whether every cell of a row has room on one line.</summary>
    public bool Holds(Cell[] row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i].Text.Length > Columns[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The lines of a cell: running text at its blanks, a word without its middle.</summary>
    public string[] Lines(string text, int column)
    {
        int width = Columns[column];
        if (text.Length <= width)
        {
            return [text];
        }

        List<string> lines = [""];
        foreach (string word in text.Split(' '))
        {
            string cut = Cut(word, width, Sign);
            string line = lines[^1];
            if (line.Length > 0 && line.Length + 1 + cut.Length > width)
            {
                lines.Add(cut);
            }
            else
            {
                lines[^1] = line.Length == 0 ? cut : $"{line} {cut}";
            }
        }

        return [.. lines];
    }

    /// <summary>Cuts the middle out of a word that is too long: what stands at its end, a port for example, stays.</summary>
    /// <param name="text">The word.</param>
    /// <param name="width">How many characters there is room for.</param>
    /// <param name="sign">What stands for the rest.</param>
    public static string Cut(string text, int width, char sign)
    {
        if (text.Length <= width || width < 3)
        {
            return text;
        }

        int end = Math.Min(width / 2, Tail(text));
        return $"{text.AsSpan(0, width - 1 - end)}{sign}{text.AsSpan(text.Length - end)}";
    }

    // ":8080" and "[4121]" are worth more than letters.
    private static int Tail(string text)
    {
        int mark = text.LastIndexOfAny([':', '[']);
        return mark > 0 && text.Length - mark <= 8 ? text.Length - mark : 3;
    }

    private static int[] Natural(string[] heads, IReadOnlyList<Cell[]> rows, bool header)
    {
        int[] widths = new int[heads.Length];
        for (int i = 0; i < widths.Length; i++)
        {
            widths[i] = Math.Max(header ? heads[i].Length : 0, rows.Count == 0 ? 0 : rows.Max(row => row[i].Text.Length));
        }

        return widths;
    }

    private static int Total(int[] widths, int gap) => widths.Sum() + (gap * (widths.Length - 1));

    private static void Shrink(int[] widths, Column[] columns, bool[] text, int screen, int gap)
    {
        while (Total(widths, gap) > screen && Widest(widths, columns, text) is >= 0 and int widest)
        {
            widths[widest]--;
        }
    }

    // The widest column of words that may still become narrower; -1 when none may.
    private static int Widest(int[] widths, Column[] columns, bool[] text)
    {
        int widest = -1;
        for (int i = 0; i < widths.Length; i++)
        {
            bool shrinks = columns[i].Align == Align.Left && widths[i] > (text[i] ? LeastText : LeastWord);
            if (shrinks && (widest < 0 || widths[i] > widths[widest]))
            {
                widest = i;
            }
        }

        return widest;
    }
}
