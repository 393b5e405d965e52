using System.Text;
using CsCheck;
using TcpVet.Model;

namespace TcpVet.Reports.Tests;

/// <summary>Text on its way to a terminal, a table, a comma-separated file.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("nginx: worker", "nginx: worker")]
    [InlineData("\e[31mred", @"\x1b[31mred")]
    [InlineData("two\nlines\t", @"two\x0alines\x09")]
    [InlineData("\u009b31m", @"\x9b31m")]
    [InlineData("abc\u202efdp", @"abc\u202efdp")]
    [InlineData("zero\u200bwidth", @"zero\u200bwidth")]
    [InlineData(@"C:\x1b", @"C:\\x1b")]
    [InlineData("größe 漢 😀", "größe 漢 😀")]
    [InlineData("\u2028", @"\u2028")]
    public void Escape_makes_what_steers_a_terminal_visible(string text, string safe) => Assert.Equal(safe, SafeText.Escape(text));

    // Not among the cases above: a runner hands those over as UTF-8, which has no lone surrogate.
    [Fact]
    public void Escape_replaces_half_a_character() => Assert.Equal("\ufffdx", SafeText.Escape(new string(['\ud800', 'x'])));

    [Fact]
    public void Escape_leaves_no_control_character() => Gen.Char.Array.ForAll(chars =>
        !SafeText.Escape(new string(chars)).Any(c => char.IsControl(c) || c is '\u202e' or '\u2066'));

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("2s", 2000)]
    [InlineData("5m", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("7", 7000)]
    [InlineData("1.5s", 1500)]
    [InlineData("0", 0)]
    public void Duration_is_read(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(milliseconds, (long)duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("5x")]
    [InlineData("1h30m")]
    [InlineData("99999999999")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(999, "999ms")]
    [InlineData(1500, "1.5s")]
    [InlineData(12_000, "12s")]
    [InlineData(185_000, "3m5s")]
    [InlineData(7_800_000, "2h10m")]
    [InlineData(864_000_000, "10d")]
    public void Duration_is_written_in_two_figures(long milliseconds, string text) => Assert.Equal(text, Durations.Short(milliseconds));

    [Fact]
    public void Whole_units_come_back_as_they_were() => Gen.Select(Gen.Int[1, 59], Gen.Bool.Select(seconds => seconds ? "s" : "m"))
        .ForAll((number, unit) =>
            DurationText.TryParse($"{number}{unit}", out TimeSpan duration) && Durations.Short((long)duration.TotalMilliseconds) == $"{number}{unit}");

    // A spreadsheet would run these, and a process may call itself so.
    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("+1+cmd", "'+1+cmd")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("-bash", "'-bash")]
    [InlineData("--", "'--")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\\x09=1")]
    [InlineData("\r=1", "'\\x0d=1")]
    [InlineData("-", "-")]
    [InlineData("-3", "-3")]
    [InlineData("-3.5", "-3.5")]
    [InlineData("+7", "+7")]
    [InlineData("a=b", "a=b")]
    [InlineData("nginx -g", "nginx -g")]
    public void Csv_has_no_cell_that_a_spreadsheet_runs(string raw, string cell) => Assert.Equal(cell, Csv.Cell(raw));

    [Fact]
    public void Csv_quotes_and_escapes() =>
        Assert.Equal("a,\"b,c\",\"d\"\"e\",,f\\x0ag\n", Written(output => Csv.Row(output, "a", "b,c", "d\"e", null, "f\ng")));

    [Fact]
    public void Table_aligns_and_pads_no_line_end()
    {
        TextTable table = new(new Column("NAME"), new Column("N", Align.Right), new Column("NOTE"));
        table.Add("a", 1000, "x").Add("longer", 1, "");
        Assert.Equal("NAME       N  NOTE\na       1000  x\nlonger     1\n", Written(output => table.Write(output, header: true, Palette.None)));
        Assert.Equal("a       1000  x\nlonger     1\n", Written(output => table.Write(output, header: false, Palette.None)));
    }

    [Fact]
    public void Line_never_runs_over_nor_splits_a_character()
    {
        Gen.Select(Gen.Int[0, 20], Gen.String).ForAll((room, text) =>
        {
            LineBuilder line = new(new byte[room]);
            line.Text(text);
            line.Number(123456);
            line.Text("é"u8);
            return line.Length <= room && Encoding.UTF8.GetString(line.Written) is { } read

                    && (line.Overflowed || read.EndsWith("123456é", StringComparison.Ordinal))
                    && (text.Contains('\ufffd') || text.Any(char.IsSurrogate) || !read.Contains('\ufffd'));
        });
    }

    [Fact]
    public void Quantities_agree_with_their_number() =>
        Assert.Equal(["0 sockets", "1 socket", "2 sockets"], new long[] { 0, 1, 2 }.Select(count => Quantity.Of(count, "socket")));

    internal static string Written(Action<Utf8Output> write)
    {
        using MemoryStream stream = new();
        Utf8Output output = new(stream);
        write(output);
        output.Flush();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
