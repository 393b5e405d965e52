using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>Findings of one diagnosis have different identities, and the same trouble keeps its own.</summary>
public sealed class IdentityTests
{
    public static TheoryData<string> Firing => CaptureTests.Firing;

    [Theory]
    [MemberData(nameof(Firing))]
    public void No_two_findings_share_one(string name) =>
        Assert.Distinct(CaptureJudge.Diagnose(Captures.Read(name)).Findings.Select(finding => finding.Identity));

    [Theory]
    [MemberData(nameof(Firing))]
    public void New_pids_change_none(string name)
    {
        Capture capture = Captures.Read(name);
        string renumbered = System.Text.RegularExpressions.Regex.Replace(
            System.Text.Encoding.UTF8.GetString(CaptureJson.Write(capture)), "\"pid\":([1-9][0-9]*)", "\"pid\":1$1");
        Capture restarted = CaptureJson.Read(System.Text.Encoding.UTF8.GetBytes(renumbered));

        Assert.Equal(
            CaptureJudge.Diagnose(capture).Findings.Select(Lasting).Order(),
            CaptureJudge.Diagnose(restarted).Findings.Select(Lasting).Order());
    }

    // Twins of one program are told apart by their pids and by nothing else.
    private static string Lasting(Finding finding) => System.Text.RegularExpressions.Regex.Replace(finding.Identity.ToString(), " pid=[0-9]+", " pid");

    [Fact]
    public void The_one_peer_that_a_pile_has_for_now_is_no_part_of_it()
    {
        Capture capture = Captures.Read("TV101/fires/young-server");
        NetnsCapture netns = capture.Namespaces[0];
        Capture second = capture with
        {
            Namespaces =
                [netns with { Groups =
                    [.. netns.Groups,
                        .. netns.Groups.Select(group => group with { Peer = new InetEndpoint(InetAddress.Parse("198.51.100.77"), 4000) })] }],
        };

        Assert.Equal(
            CaptureJudge.Diagnose(capture).Findings.Where(finding => finding.Code == "TV101").Select(finding => finding.Identity),
            CaptureJudge.Diagnose(second).Findings.Where(finding => finding.Code == "TV101").Select(finding => finding.Identity));
    }

    [Fact]
    public void Twins_are_told_apart_by_pid_and_then_by_order()
    {
        FindingSubject java = new() { Process = new ProcessRef(7, "java") };
        (FindingSubject Subject, string Identity)[] expected =
        [
            (java, "TV101 process=java pid=7"), (java with { Process = new ProcessRef(8, "java") }, "TV101 process=java pid=8"),
            (new FindingSubject { File = "/etc/a", Line = 3 }, "TV101 file=/etc/a"), (new FindingSubject { File = "/etc/a", Line = 9 }, "TV101 file=/etc/a nth=2"),
        ];
        Rule rule = RuleCatalog.Find("TV101")!;

        IEnumerable<Finding> given = Identities.Given([.. expected.Select(entry => (rule, Of(entry.Subject)))], own: true);

        Assert.Equal(expected.Select(entry => entry.Identity), given.Select(finding => finding.Identity.ToString()));
    }

    private static Finding Of(FindingSubject subject) => new()
    {
        Code = "TV101",
        Name = "n",
        Severity = Severity.Info,
        Confidence = Confidence.Certain,
        Title = "t",
        Subject = subject,
        Evidence = [],
        Cause = "",
    };
}
