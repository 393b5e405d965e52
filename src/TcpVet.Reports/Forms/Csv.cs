using System.Text;
using TcpVet.Model;

namespace TcpVet.Reports.Forms;

/// <summary>Comma-separated values as RFC 4180 has them; text from outside is escaped as for a terminal.</summary>
public static class Csv
{
    /// <summary>One line of cells.</summary>
    public static void Row(Utf8Output output, params ReadOnlySpan<string?> cells)
    {
        StringBuilder line = new();
        for (int i = 0; i < cells.Length; i++)
        {
            line.Append(i == 0 ? "" : ",").Append(Cell(cells[i] ?? ""));
        }

        output.Line(line.ToString());
    }

    /// <summary>One cell, escaped, and in quotes where its text needs them.</summary>
    public static string Cell(string raw)
    {
        string cell = SafeText.Escape(raw);
        return cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }
}
