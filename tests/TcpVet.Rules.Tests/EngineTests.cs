using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

namespace TcpVet.Rules.Tests;

/// <summary>Causes take over their symptoms, unknown is said, and the order is the reader's.</summary>
public sealed class EngineTests
{
    [Fact]
    public void A_full_queue_explains_what_it_causes_and_nothing_else()
    {
        Diagnosis diagnosis = CaptureJudge.Diagnose(Captures.Read("Engine/whole/full-queue-explains"));

        Assert.Equal(["TV201", "TV209"], diagnosis.Findings.Select(finding => finding.Code));
        Assert.Equal(["TV102", "TV202", "TV209"], diagnosis.Findings[0].Explains);
        // The other destination has the same port and is not this host.
        Assert.Equal("192.0.2.10:9001", diagnosis.Findings[1].Subject.Peer.ToString());
    }

    [Fact]
    public void Ports_that_run_low_explain_time_wait_towards_that_destination_only()
    {
        Diagnosis diagnosis = CaptureJudge.Diagnose(Captures.Read("Engine/whole/ports-low-explains"));

        Assert.Equal([("TV105", "10.0.9.8:3306"), ("TV301", "10.0.9.9:3306")], diagnosis.Findings.Select(finding => (finding.Code, $"{finding.Subject.Peer}")));
        Assert.Equal(["TV105"], diagnosis.Findings[1].Explains);
    }

    [Fact]
    public void Connections_accepted_and_forgotten_are_no_symptom_of_a_full_queue()
    {
        Diagnosis diagnosis = CaptureJudge.Diagnose(Captures.Read("Engine/whole/accepted-and-forgotten-stays"));

        Assert.Equal(["TV201", "TV102"], diagnosis.Findings.Select(finding => finding.Code));
    }

    // One process, two faults: its clients vanish while they are owed data, and its database answers nothing.
    [Fact]
    public void A_fault_of_what_goes_out_does_not_hide_one_of_what_comes_in()
    {
        Capture capture = Captures.Read("Engine/whole/black-hole-explains-loss");
        NetnsCapture netns = capture.Namespaces[0];
        SocketGroup closing = Captures.Read("TV107/fires/mobile-clients").Namespaces[0].Groups.First(group => group.State == TcpState.FinWait1);
        NetnsCapture both = netns with { Groups = [closing with { Local = netns.Listeners[0].Local }] };

        Diagnosis diagnosis = CaptureJudge.Diagnose(capture with { Namespaces = [both] });

        Assert.Equal(["TV402", "TV107"], diagnosis.Findings.Select(finding => finding.Code).Take(2));
        Assert.DoesNotContain("TV107", diagnosis.Findings[0].Explains);
    }

    // The table drops first packets of flows; what established connections lose is something else.
    [Fact]
    public void A_full_tracking_table_does_not_hide_loss_nor_a_destination_that_is_dead()
    {
        Capture full = Captures.Read("Engine/whole/conntrack-full-explains-connects");
        NetnsCapture netns = full.Namespaces[0];
        Assert.Equal(["TV209"], Assert.Single(CaptureJudge.Diagnose(full).Findings).Explains);

        SocketGroup silent = netns.Groups.First(group => group.State == TcpState.SynSent);
        Reading dropped = netns.Conntrack!.Dropped!.Value;
        NetnsCapture few = netns with
        {
            Conntrack = netns.Conntrack with { Dropped = dropped with { First = dropped.Last - 1 } },
            Groups = [silent with { Count = 40, Retransmitting = 40, RetransmittingTwice = 40 }],
            Counters = new Dictionary<string, Reading>(netns.Counters)
            {
                ["Tcp.OutSegs"] = new(5_000_000, 5_010_000), ["Tcp.RetransSegs"] = new(1_200, 2_600), ["TcpExt.TCPSynRetrans"] = new(30, 70),
            },
        };

        Assert.Equal(["TV502", "TV209", "TV404"], CaptureJudge.Diagnose(full with { Namespaces = [few] })
            .Findings.Select(finding => finding.Code)
            .Order()
            .OrderBy(code => code != "TV502"));
    }

    // A peer at zero window answers, and never times out.
    [Fact]
    public void Time_outs_are_not_hidden_by_fewer_that_wait()
    {
        Capture capture = Captures.Read("TV407/fires/time-outs");
        NetnsCapture netns = capture.Namespaces[0];
        NetnsCapture hole = Captures.Read("Engine/whole/black-hole-explains-loss").Namespaces[0];
        ConnectionGroup dead = hole.Connections!.Groups[0];

        IReadOnlyList<Finding> Of(long unanswered) => CaptureJudge.Diagnose(capture with
        {
            Namespaces =
                [netns with { Connections =
                    hole.Connections with { Population = 60, Sampled = 60, Groups =
                        [dead with { Count = 60, Unanswered = unanswered }] } }],
        }).Findings;

        Assert.Contains("TV407", Of(8).Select(finding => finding.Code));
        Assert.DoesNotContain("TV407", Of(60).Select(finding => finding.Code));
    }

    [Fact]
    public void What_could_not_be_read_is_said_by_every_rule_that_needed_it()
    {
        Diagnosis diagnosis = CaptureJudge.Diagnose(Captures.Read("Engine/whole/no-privilege"));

        Assert.Empty(diagnosis.Findings.Select(finding => finding.Title.ToString()));
        Assert.NotEmpty(diagnosis.CannotTell);
        Assert.Empty(diagnosis.CannotTell.Select(entry => entry.Code).Except(PrivilegeTests.Needing));
        Assert.All(diagnosis.CannotTell, entry => Assert.Matches("the kernel refused it: EPERM|CAP_SYS_PTRACE", entry.Missing.ToString()));
    }

    [Fact]
    public void A_foreign_namespace_is_named()
    {
        Capture capture = Captures.Read("TV101/fires/young-server");
        NetnsCapture own = capture.Namespaces[0];
        NetnsCapture other = own with { Netns = new NetnsIdentity { Inode = 4_026_532_000, Name = "blue", Pid = 77 } };

        IReadOnlyList<Finding> findings = CaptureJudge.Diagnose(capture with { Namespaces = [other, own] }).Findings;

        Assert.Equal([null, "blue"], findings.Select(finding => finding.Subject.Netns));
        Assert.Contains(findings[1].Remedies, remedy => remedy.Command?.EndsWith(" -N blue", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_namespace_with_a_hostile_name_gets_no_pasteable_name()
    {
        Capture capture = Captures.Read("TV106/fires/lowered");
        NetnsCapture other = capture.Namespaces[0] with { Netns = new NetnsIdentity { Inode = 1, Name = "$(reboot)" } };

        Finding finding = Assert.Single(CaptureJudge.Diagnose(capture with { Namespaces = [other] }).Findings);

        Assert.All(finding.Remedies, remedy => Assert.DoesNotContain("reboot", remedy.Command ?? "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_chain_of_causes_ends_in_one_finding()
    {
        Fake root = new("TV901", Severity.Critical, []);
        Fake middle = new("TV902", Severity.Warning, ["TV901"]);
        Fake leaf = new("TV903", Severity.Info, ["TV902"]);

        Finding finding = Assert.Single(Diagnose(leaf, middle, root));

        Assert.Equal("TV901", finding.Code);
        Assert.Equal(["TV902", "TV903"], finding.Explains);
    }

    [Fact]
    public void A_milder_finding_hides_no_graver_one()
    {
        Fake mild = new("TV901", Severity.Info, []);
        Fake grave = new("TV902", Severity.Critical, ["TV901"]);

        Assert.Equal(["TV902", "TV901"], Diagnose(mild, grave).Select(finding => finding.Code));
    }

    [Fact]
    public void Another_process_is_another_matter()
    {
        Fake cause = new("TV901", Severity.Critical, []);
        Fake other = new("TV902", Severity.Info, ["TV901"]) { Pid = 2 };

        Assert.Equal(2, Diagnose(cause, other).Count);
    }

    private static IReadOnlyList<Finding> Diagnose(params Rule[] rules) =>
        RuleEngine.Diagnose(Captures.Read("TV101/quiet/no-close-wait"), rules, RuleSettings.Default).Findings;

    private sealed class Fake(string code, Severity severity, IReadOnlyList<string> symptomOf) : Rule
    {
        public int Pid { get; init; } = 1;

        public override string Code => code;

        public override string Name => "fake-rule";

        public override string Summary => "Always";

        public override Severity Severity => severity;

        public override IReadOnlyList<string> SymptomOf => symptomOf;

        public override IReadOnlyList<string> Complaints => [];

        public override string Explanation => "";

        public override RuleAnswer Check(RuleInput input) =>
            RuleAnswer.Fires(Found(severity, Confidence.Certain, code, new FindingSubject { Process = new ProcessRef(Pid, "fake") }));
    }
}
