using System.Text;
using System.Text.Json;
using TcpVet.Linux.Readings;
using TcpVet.Model;
using TcpVet.Operations.Lint;
using TcpVet.Operations.Settings;
using TcpVet.Reports.Lint;
using TcpVet.Reports.Tests.Sarif;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Reports.Tests.Lint;

/// <summary>What lint writes, in each form, of files with hostile names and lines.</summary>
public sealed class LintReportTests
{
    private const string Hostile = "/work/a \u001b[31mb%.conf";

    private static readonly IgnoreEntry Known = new() { Codes = ["TV615"], Reason = "known", Origin = "--ignore" };

    [Fact]
    public void Sarif_keeps_to_its_schema()
    {
        JsonElement log = Sarif(Answer());
        SarifSchema.Check(log);
        JsonElement run = log.GetProperty("runs")[0];
        JsonElement[] results = [.. run.GetProperty("results").EnumerateArray()];
        Assert.Equal(["TV611", "redundant", "TV615", "TV101"], results.Select(result => result.GetProperty("ruleId").GetString()));
        Assert.Equal(["error", "note", "warning", "warning"], results.Select(result => result.GetProperty("level").GetString()));
        Assert.Equal([false, false, true, false], results.Select(result => result.TryGetProperty("suppressions", out _)));
        Assert.False(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        JsonElement place = results[3].GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("a%20%1B%5B31mb%25.conf", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal((7, 5), (place.GetProperty("region").GetProperty("startLine").GetInt32(), place.GetProperty("region").GetProperty("startColumn").GetInt32()));
        Assert.Equal("file:///etc/x.conf", results[0].GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
    }

    [Fact]
    public void A_line_has_the_column_of_its_key()
    {
        LintAnswer answer = Answer();
        Configuration sysctl = answer.Configurations.First() with { Directives = [new ConfigDirective("net.ipv4.tcp_tw_recycle", ["1"], 0, 1, 3, [])] };
        NetnsCapture netns = answer.Capture.Namespaces[0] with { Configurations = [sysctl] };
        LintAnswer placed =
            new(answer.Capture with { Namespaces = [netns] }, answer.OwnHost, answer.Lines, answer.Diagnosis, answer.Problems, answer.Live);

        JsonElement region = Sarif(placed).GetProperty("runs")[0].GetProperty("results")[0].GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region");
        Assert.Equal((1, 3), (region.GetProperty("startLine").GetInt32(), region.GetProperty("startColumn").GetInt32()));
        Assert.Equal(3, Json(placed).GetProperty("lines")[0].GetProperty("column").GetInt32());
        Assert.StartsWith("/etc/x.conf,1,3,critical,", Written(placed, OutputFormat.Csv, header: false), StringComparison.Ordinal);
    }

    // What a review has closed stays closed when lines above it come and go.
    [Fact]
    public void Fingerprints_do_not_depend_on_the_line()
    {
        LintAnswer moved = new(
            Answer().Capture, Answer().OwnHost,
            [.. Answer().Lines.Select(line => line with { Verdict = line.Verdict with { Line = line.Verdict.Line + 10 } })],
            Answer().Diagnosis with
            {
                Findings =
                [.. Answer()
                    .Diagnosis.Findings.Select(finding =>
                        finding with { Subject = finding.Subject with { Line = finding.Subject.Line + 10 } })]
            },
            Answer().Problems, Answer().Live);
        Assert.Equal(Fingerprints(Sarif(Answer())), Fingerprints(Sarif(moved)));
        Assert.Equal(4, Fingerprints(Sarif(Answer())).Distinct().Count());
    }

    [Theory]
    [InlineData("Never", false)]
    [InlineData("Critical", true)]
    [InlineData("Info", true)]
    public void A_level_is_reached_by_lines_and_findings(string level, bool reached) =>
        Assert.Equal(reached, Answer().Reaches(Enum.Parse<FailLevel>(level)));

    [Fact]
    public void What_is_ignored_reaches_no_level()
    {
        LintAnswer ignored =
            Answer() with { Lines = [.. Answer().Lines.Select(line => line with { Ignored = Known })], Diagnosis = new Diagnosis([], []) };
        Assert.False(ignored.Reaches(FailLevel.Info));
    }

    [Fact]
    public void No_form_shows_an_escape_sequence()
    {
        foreach (OutputFormat format in Enum.GetValues<OutputFormat>())
        {
            string text = Written(Answer(), format);
            Assert.NotEmpty(text);
            Assert.DoesNotContain('\u001b', text);
        }
    }

    [Fact]
    public void Json_has_the_shape_of_the_contract()
    {
        JsonElement json = Json(Answer());
        Assert.Equal(["schema", "kernel", "files", "configurations", "config", "lines", "findings", "ignored", "cannot_tell", "problems"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("tcpvet/lint/1", json.GetProperty("schema").GetString());
        JsonElement[] lines = [.. json.GetProperty("lines").EnumerateArray()];
        Assert.Equal(["dangerous", "redundant", "ok", "misleading"], lines.Select(line => line.GetProperty("verdict").GetString()));
        Assert.Equal(["file", "line", "key", "value", "verdict", "code", "why", "instead"], lines[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(["file", "line", "key", "value", "verdict"], lines[2].EnumerateObject().Select(member => member.Name));
        Assert.Equal("known", lines[3].GetProperty("ignored").GetString());
    }

    [Fact]
    public void Every_line_and_finding_is_a_row()
    {
        string[] rows = Written(Answer(), OutputFormat.Csv).TrimEnd().Split('\n');
        Assert.Equal(1 + 4 + 1, rows.Length);
        Assert.Equal("file,line,column,severity,verdict,code,key,value,why,instead", rows[0]);
        Assert.StartsWith("/etc/x.conf,1,,critical,dangerous,TV611,net.ipv4.tcp_tw_recycle,1,", rows[1], StringComparison.Ordinal);
        Assert.Equal(4 + 1 + 1, Written(Answer(), OutputFormat.Jsonl).TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void The_table_counts_the_worst_first() =>
        Assert.Contains("\nVERDICT  3 lines: 1 dangerous, 1 redundant, 1 ok; 1 finding: 1 warning; 1 ignored in what could be read\n", Written(Answer(), OutputFormat.Table), StringComparison.Ordinal);

    // A note for each of them would bury what was found; the kernel writes tabs between numbers.
    [Fact]
    public void What_was_not_judged_is_one_note_and_tabs_are_blanks()
    {
        LintLine[] lines =
        [
            .. Enumerable.Range(1, 29).Select(i => new SettingVerdict("/etc/x.conf", i, $"vm.x{i}", "1", LineVerdict.Unknown))
                .Select(verdict => new LintLine(verdict with { Why = "It was not judged." }, null)),
            new(new SettingVerdict("/etc/x.conf", 30, "net.ipv4.tcp_rmem", "9\t8\t7", LineVerdict.Dangerous) { Code = "TV620", Why = "Out of order.", Severity = Severity.Warning }, null),
        ];
        LintAnswer answer = Answer() with { Lines = lines };
        JsonElement run = Sarif(answer).GetProperty("runs")[0];
        Assert.Equal(["TV620", "TV101"], run.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("ruleId").GetString()));
        Assert.Equal("warning", run.GetProperty("results")[0].GetProperty("level").GetString());
        Assert.Contains("9 8 7", run.GetProperty("results")[0].GetProperty("message").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Single(run.GetProperty("invocations")[0].GetProperty("toolExecutionNotifications").EnumerateArray(),
            note => note.GetProperty("message").GetProperty("text").GetString()!.StartsWith("29 lines not judged", StringComparison.Ordinal));
        string text = Written(answer, OutputFormat.Table);
        Assert.Contains("net.ipv4.tcp_rmem = 9 8 7\n", text, StringComparison.Ordinal);
        Assert.Contains("29 lines not judged", text, StringComparison.Ordinal);
        Assert.DoesNotContain("It was not judged.", text, StringComparison.Ordinal);
        Assert.False((answer with { Lines = lines[..29], Diagnosis = new Diagnosis([], []) }).Reaches(FailLevel.Info));
    }

    private static LintAnswer Answer()
    {
        Configuration sysctl = new() { Kind = ConfigurationKind.SysctlConf, Files = ["/etc/x.conf"], Directives = [] };
        Configuration nginx = new() { Kind = ConfigurationKind.Nginx, Files = [Hostile], Directives = [], Version = "1.\u001b[0m" };
        Capture capture = LightCapture.OfNoHost("3.10", "a test", "1");
        Finding told = Finding("TV611", "/etc/x.conf", 1, Severity.Critical);
        return new LintAnswer(
            capture with { Namespaces = [capture.Namespaces[0] with { Configurations = [sysctl, nginx] }] },
            OwnHost: false,
            [
                new(new SettingVerdict("/etc/x.conf", 1, "net.ipv4.tcp_tw_recycle", "1", LineVerdict.Dangerous) { Code = "TV611", Why = "It drops clients.", Instead = "Delete the line." }, null),
                new(new SettingVerdict("/etc/x.conf", 2, "net.ipv4.tcp_syncookies", "1", LineVerdict.Redundant) { Why = "It is so." }, null),
                new(new SettingVerdict("/etc/x.conf", 3, "net.\u001b[1mx", "\u202e1", LineVerdict.Ok), null),
                new(new SettingVerdict("/etc/x.conf", 4, "net.ipv4.tcp_tw_reuse", "1", LineVerdict.Misleading) { Code = "TV615", Why = "Outgoing only." }, Known),
            ],
            new Diagnosis([told, Finding("TV101", Hostile, 7, Severity.Warning)], [new CannotTell("TV704", "somaxconn (not read)")]),
            [new ConfigProblem(Hostile, 3, 1, "expected ';', found '\u001b]0;x\u0007'", Fatal: true)],
            Live: false);
    }

    private static Finding Finding(string code, string file, int line, Severity severity) => new()
    {
        Code = code,
        Name = "a-rule",
        Severity = severity,
        Confidence = Confidence.Certain,
        Title = "A \u001b[31mthing is wrong",
        Subject = new FindingSubject { File = file, Line = line, Column = 5 },
        Evidence = [new Evidence("x", "1", "y")],
        Cause = "Because.",
        Remedies = [new Remedy(RemedyLevel.Configuration, "Do this")],
    };

    private static string[] Fingerprints(JsonElement log) =>
        [.. log.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(result => result.GetProperty("partialFingerprints").GetProperty("tcpvet/v1").GetString()!)];

    private static JsonElement Sarif(LintAnswer answer) => Parsed(Written(answer with { Directory = "/work" }, OutputFormat.Sarif));

    private static JsonElement Json(LintAnswer answer) => Parsed(Written(answer, OutputFormat.Json));

    private static JsonElement Parsed(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static string Written(LintAnswer answer, OutputFormat format, bool header = true)
    {
        using MemoryStream bytes = new();
        using (Utf8Output output = new(bytes))
        {
            new Screen(output, format, header, Terminal: false, Palette.None).Show(LintReport.Of(answer));
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
