using System.Text.Json;
using TcpVet.Model;
using TcpVet.Reports.Checkup;

namespace TcpVet.Reports.Tests.Checkup;

/// <summary>The check-up in each form.</summary>
public sealed class CheckupReportTests
{
    private static readonly Finding Bad = Examined.Finding("TV101", Severity.Warning, "3 | 4 connections\nhang");
    private static readonly Finding Known = Examined.Finding("TV104", Severity.Info, "known");

    [Fact]
    public void A_row_a_finding_and_a_word_about_the_ignored_ones()
    {
        Shown shown = new(OutputFormat.Csv);

        shown.Screen.Show(CheckupReport.Of(Examined.Answer([Bad], Known)));

        Assert.Equal(["code,name,severity,confidence,title,who,cause,remedy", @"TV101,a-name,warning,certain,3 | 4 connections\x0ahang,in /a.service,a cause,"], shown.Lines);
        Assert.Equal(["1 finding ignored: TV104"], shown.Warnings);
    }

    [Theory]
    [InlineData(OutputFormat.Json)]
    [InlineData(OutputFormat.Jsonl)]
    public void One_document_whatever_the_form_of_json(OutputFormat format)
    {
        Shown shown = new(format);

        shown.Screen.Show(CheckupReport.Of(Examined.Answer([Bad], Known)));

        using JsonDocument document = JsonDocument.Parse(shown.Text);
        Assert.Equal(
            ["schema", "host", "kernel", "taken_at", "interval_ms", "growth_judged", "config", "capture", "findings", "ignored", "cannot_tell"],
            document.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal("TV101", document.RootElement.GetProperty("findings")[0].GetProperty("code").GetString());
        Assert.Equal("known", document.RootElement.GetProperty("ignored")[0].GetProperty("reason").GetString());
        Assert.Empty(shown.Warnings);
        Assert.Equal(format == OutputFormat.Jsonl, shown.Lines.Length == 1);
    }

    [Fact]
    public void Text_is_safe_and_names_what_to_type_next()
    {
        Shown shown = new(OutputFormat.Table);

        shown.Screen.Show(CheckupReport.Of(Examined.Answer([Bad], Known)));

        Assert.DoesNotContain('\e', shown.Text);
        Assert.Contains(@"VERDICT  1 warning: 3 | 4 connections\x0ahang", shown.Lines);
        Assert.Contains("1 ignored: TV104 known (reason: known)", shown.Lines);
        Assert.Equal("NEXT  tcpvet explain TV101, then tcpvet capture --samples 7 --interval 10s FILE", shown.Lines[^1]);
    }

    [Fact]
    public void A_plug_in_says_the_gravest_in_one_line()
    {
        Finding worse = Examined.Finding("TV201", Severity.Critical, "full");

        NagiosLine line = NagiosLine.Of(Examined.Answer([worse, Bad], Known));

        Assert.Equal(2, line.Status);
        Assert.StartsWith(@"TCPVET CRITICAL - TV201 full; TV101 3 / 4 connections\x0ahang | warnings=1 criticals=1 ignored=1 established=2 ", line.Text, StringComparison.Ordinal);
        Assert.Equal(1, NagiosLine.Of(Examined.Answer([Bad])).Status);
        Assert.Equal(0, NagiosLine.Of(Examined.Answer([Known])).Status);
        Assert.Equal(new NagiosLine(3, "TCPVET UNKNOWN - a / b"), NagiosLine.OfFailure("a | b"));
    }
}
