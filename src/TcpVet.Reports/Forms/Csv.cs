using System.Globalization;
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

    /// <summary>
    /// One cell, escaped, and in quotes where its text needs them. A spreadsheet runs a cell that begins as a formula, and names of
    /// processes are anybody's: an apostrophe before it makes it text.
    /// </summary>
    public static string Cell(string raw)
    {
        string cell = IsFormula(raw) ? $"'{SafeText.Escape(raw)}" : SafeText.Escape(raw);
        return cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }

    // OWASP, CSV Injection. A number may have a sign, and "-" stands for nothing.
    private static bool IsFormula(string raw) => raw.Length > 0 && raw[0] is '=' or '+' or '-' or '@' or '\t' or '\r'
        && raw != "-" && !double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
