namespace TcpVet.Kernel.Tests;

/// <summary>docs/guides/from-ss-netstat-lsof.md as a test reads it: the rows of the table under a heading.</summary>
internal static class GuideOfHabits
{
    /// <summary>Both cells of each row, as code to run.</summary>
    internal static IReadOnlyList<(string Old, string New)> Rows(string heading)
    {
        List<(string, string)> rows = [];
        bool inside = false;
        foreach (string line in File.ReadLines(Path.Combine(Root(), "docs/guides/from-ss-netstat-lsof.md")))
        {
            inside = line.StartsWith('#') ? line.TrimStart('#', ' ') == heading : inside;
            string[] cells = line.Replace("\\|", "\0", StringComparison.Ordinal).Split('|');
            if (inside && cells.Length == 4 && cells[1].Contains('`', StringComparison.Ordinal))
            {
                rows.Add((Code(cells[1]), Code(cells[2])));
            }
        }

        return rows;
    }

    /// <summary>The words of a line, as a shell takes it apart; the guide quotes with ' alone.</summary>
    internal static string[] Words(string line) =>
        [.. line.Split('\'').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    private static string Code(string cell)
    {
        string[] parts = cell.Replace('\0', '|').Split('`');
        return parts.Length > 1 ? parts[1] : cell.Trim();
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TcpVet.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("the repository");
        }

        return folder;
    }
}
