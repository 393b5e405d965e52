using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>How findings are worded.</summary>
public sealed class WordingTests
{
    public static TheoryData<string> Firing => CaptureTests.Firing;

    [Theory]
    [MemberData(nameof(Firing))]
    public void A_finding_is_whole(string name)
    {
        foreach (Finding finding in Captures.Ask(name[..5], Captures.Read(name)).Findings)
        {
            Rule rule = RuleCatalog.Find(finding.Code)!;
            Assert.Equal(rule.Name, finding.Name);
            Assert.True(finding.Severity <= rule.Severity, $"{finding.Code} says it is at most {rule.Severity}");
            IsTitle(finding.Title.ToString());
            Assert.NotEmpty(finding.Evidence);
            Assert.All(finding.Evidence, evidence =>
                Assert.All(new[] { evidence.What.ToString(), evidence.Value.ToString(), evidence.Source.ToString() }, text =>
                    Assert.NotEqual("", text.Trim())));
            Assert.EndsWith(".", finding.Cause.ToString(), StringComparison.Ordinal);
            Assert.NotEmpty(finding.Remedies);
            Assert.All(finding.Remedies, remedy => Assert.False(remedy.Action.ToString().EndsWith('.'), remedy.Action.ToString()));
            Assert.NotEmpty(finding.DoesNotHelp);
            Assert.All(finding.DoesNotHelp, remedy => Assert.NotEqual("", remedy.Why.ToString().Trim()));
            Assert.All(Texts(finding), text => Assert.DoesNotContain("please", text, StringComparison.OrdinalIgnoreCase));
            Assert.All(Texts(finding), text => Assert.DoesNotContain("  ", text, StringComparison.Ordinal));
            Assert.True(finding.Subject != new FindingSubject(), "a finding is about something");
        }
    }

    // The longest that a kernel can give: 15 bytes of name, 7 digits of pid, an IPv6 address, 5 digits of port.
    [Theory]
    [MemberData(nameof(Firing))]
    public void A_title_stays_one_line_with_the_longest_names(string name)
    {
        InetEndpoint longest = new(InetAddress.Parse("2001:db8:1234:5678:9abc:def0:1234:5678"), 65535);
        ProcessRef process = new(4194304, "a-name-of-15-by");
        Capture capture = Captures.Read(name);
        NetnsCapture netns = capture.Namespaces[0];
        NetnsCapture stretched = netns with
        {
            Listeners = [.. netns.Listeners.Select(listener => listener with { Local = longest, Processes = [process] })],
            Groups =
                [.. netns.Groups.Select(group =>
                    group with { Local = group.Inbound
                        ? longest
                        : group.Local, Peer = longest, Process = group.Process is null ? null
                        : process })],
            Heard = netns.Heard is { } heard
                ? heard with
                {
                    Failures = [.. heard.Failures.Select(failure =>
                        failure with { Peer = longest with { Port = failure.Peer.Port }, Process = process })],
                    Datagrams = heard.Datagrams is { } flows ? [.. flows.Select(flow =>
                        flow with { Peer = flow.Peer is { } peer ? longest with { Port = peer.Port } : null, Process = process })] : null,
                }
                : null,
            Dropped = netns.Dropped is { } dropped
                ? dropped with
                {
                    Groups = [.. dropped.Groups.Select(group =>
                        group with { Local = longest, Peer = longest, Process = group.Process is null ? null : process })],
                }
                : null,
            HalfEstablished = netns.HalfEstablished is { } half
                ? [.. half.Select(group => group with { Service = longest, Client = longest.Addr, Process = process })]
                : null,
            ListenersClosed = netns.ListenersClosed is { } closed
                ? [.. closed.Select(listener => listener with { Local = longest })]
                : null,
            SourcePorts = netns.SourcePorts is { } sources
                ? [.. sources.Select(source => source with { Source = longest.Addr, Process = process })]
                : null,
            BindQuestions =
                [.. netns.BindQuestions.Select(question =>
                    question with { Local = longest, Holders =
                        [.. question.Holders.Select(holder => holder with { Local = longest, Process = process })] })],
            Connections = netns.Connections is null
                ? null
                : netns.Connections with
                {
                    Groups =
                    [.. netns.Connections.Groups.Select(group =>
                        group with { Local = group.Inbound
                            ? longest
                            : group.Local, Peer = group.Inbound ? group.Peer
                            : longest, Process = process })]
                },
            PortBudget = netns.PortBudget is { } budget
                // With the parity of the highest port: the other is that of free choice.
                ? budget with { Low = (ushort.MaxValue - (budget.High - budget.Low)) | 1, High = ushort.MaxValue }
                : null,
            Closed = netns.Closed is null ? null : [.. netns.Closed.Select(closed => closed with { Peer = longest })],
            PortTuples = [.. netns.PortTuples.Select(tuple => tuple with { Destination = longest, Process = process })],
            Trends =
                [.. netns.Trends.Select(trend =>
                    trend with { Local = trend.Local is null
                        ? null
                        : longest, Peer = trend.Peer is null ? null
                        : longest, Process = trend.Process is null ? null
                        : process })],
            Idle = netns.Idle is null
                ? null
                : netns.Idle with
                {
                    Groups =
                    [.. netns.Idle.Groups.Select(group =>
                        group with { Local = group.Inbound ? longest : group.Local, Peer = longest, Process = process })]
                },
        };

        IReadOnlyList<Finding> findings = CaptureJudge.Diagnose(capture with { Namespaces = [stretched] }).Findings;

        // A configuration names its listeners by address: stretched ones are not those.
        Assert.True(findings.Count > 0 || netns.Configurations.Count > 0);
        Assert.All(findings, finding => IsTitle(finding.Title.ToString()));
    }

    [Fact]
    public void A_hostile_name_stays_on_one_line()
    {
        Capture capture = Captures.Read("TV101/fires/young-server");
        NetnsCapture netns = capture.Namespaces[0];
        Capture hostile = capture with
        {
            Namespaces = [netns with { Groups = [.. netns.Groups.Select(group => group with { Process = new ProcessRef(1, "\u001b[31m\n$(reboot)") })] }],
        };

        Finding finding = Assert.Single(Captures.Ask("TV101", hostile).Findings);

        IsTitle(finding.Title.ToString());
        Assert.All(finding.Remedies, remedy => Assert.DoesNotContain("reboot", remedy.Command ?? "", StringComparison.Ordinal));
    }

    private static void IsTitle(string title)
    {
        Assert.InRange(title.Length, 10, 120);
        Assert.DoesNotContain(title, char.IsControl);
        Assert.False(title.EndsWith('.'), title);
    }

    private static IEnumerable<string> Texts(Finding finding) =>
        [finding.Title.ToString(), finding.Cause.ToString(), .. finding.Evidence.Select(evidence => evidence.What.ToString()),
            .. finding.Remedies.Select(remedy => remedy.Action.ToString()), .. finding.DoesNotHelp.Select(remedy => remedy.ToString())];

    // What tune does not do for the user, the finding says why, in words of its own.
    [Theory]
    [MemberData(nameof(CaptureTests.Firing), MemberType = typeof(CaptureTests))]
    public void A_change_of_a_kernel_setting_is_one_of_tune_or_says_why_it_is_made_by_hand(string name)
    {
        foreach (Remedy remedy in Captures.Findings(name[..5], name[6..]).SelectMany(finding => finding.Remedies)
            .Where(remedy => remedy.Level == RemedyLevel.Kernel && remedy.Command?.Contains("sysctl -w", StringComparison.Ordinal) == true))
        {
            Assert.True(remedy.Change is null != remedy.ByHand is null, $"{remedy.Action}: {remedy.Command}");
        }
    }
}
