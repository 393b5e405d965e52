using TcpVet.Model;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Tests.Planning;

public sealed class PlannerTests
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["net.core.somaxconn"] = "128",
        ["net.ipv4.ip_local_port_range"] = "32768 60999",
        ["net.ipv4.ip_local_reserved_ports"] = "",
        ["net.ipv4.tcp_rmem"] = "4096 131072 6291456",
        ["net.ipv4.tcp_syncookies"] = "1",
        ["net.ipv4.tcp_max_tw_buckets"] = "131072",
        ["net.ipv4.tcp_mem"] = "1 2 3",
    };

    [Fact]
    public void A_change_says_from_to_why_and_what_undoes_it()
    {
        PlannedChange change = Assert.Single(Plan(Made.Asked("net.core.somaxconn", "4096", "TV203")).Changes);

        Assert.Equal(("net.core.somaxconn", "128", "4096"), (change.Setting, change.From, change.To));
        Assert.Equal(["TV203"], change.Because);
        Assert.Equal((ChangeRisk.Low, true), (change.Risk, change.Reversible));
        Assert.Contains("listens again", change.Undo, StringComparison.Ordinal);
        Assert.Contains("listen()", change.TakesEffect, StringComparison.Ordinal);
        Assert.Equal("/etc/sysctl.d/90-tcpvet.conf", change.File);
    }

    [Fact]
    public void What_only_a_program_can_mend_is_not_proposed()
    {
        (IReadOnlyList<ProposedChange> proposals, IReadOnlyList<NotProposed> nothing) = ProposedChange.From(
        [
            Made.Finding("TV101", new Remedy(RemedyLevel.Application, "Close the connections that the peer has closed")),
            Made.Finding("TV203", new Remedy(RemedyLevel.Kernel, "Raise the ceiling") { Change = new("net.core.somaxconn", "4096") }),
        ]);

        Assert.Equal("TV203", Assert.Single(proposals).Reason.Code);
        NotProposed fault = Assert.Single(nothing);
        Assert.Equal("TV101", fault.Code);
        Assert.Contains("the program's fault", fault.Why.ToString(), StringComparison.Ordinal);
        Assert.Contains("close the connections", fault.Why.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("net.core.somaxconn", "128", "is 128 already")]
    [InlineData("net.core.somaxconn", "-5", "the kernel takes")]
    [InlineData("net.core.somaxconn", "lots", "is no value of it")]
    [InlineData("net.ipv4.tcp_tw_recycle", "1", "Linux 4.12 removed it")]
    [InlineData("kernel.core_pattern", "|/bin/sh", "changes only settings that it knows")]
    [InlineData("../../etc/passwd", "1", "changes only settings that it knows")]
    [InlineData("somaxconn", "4096", "changes only settings that it knows")]
    [InlineData("SO_KEEPALIVE", "1", "changes only settings that it knows")]
    [InlineData("net.ipv4.tcp_rto_max_ms", "1000", "it is not there")]
    public void What_cannot_be_is_refused_with_the_reason(string setting, string value, string why)
    {
        TuningPlan plan = Plan(Made.Asked(setting, value));

        Assert.Empty(plan.Changes);
        Assert.Contains(why, Assert.Single(plan.NotProposed).Why.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_of_the_host_is_refused_in_a_part_of_it()
    {
        TuningPlan plan = Planner.Plan(Made.Ground(Values, Made.Child), [Made.Asked("net.ipv4.tcp_mem", "4 5 6"), Made.Asked("net.core.somaxconn", "4096")], []);

        Assert.Equal("net.core.somaxconn", Assert.Single(plan.Changes).Setting);
        Assert.Contains("one value for the whole host", Assert.Single(plan.NotProposed).Why.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_that_ask_for_more_get_the_greater()
    {
        PlannedChange change = Assert.Single(Plan(Made.Asked("net.core.somaxconn", "4096", "TV203"), Made.Asked("net.core.somaxconn", "8192", "TV205")).Changes);

        Assert.Equal("8192", change.To);
        Assert.Equal(["TV203", "TV205"], change.Because);
    }

    [Fact]
    public void Two_that_contradict_each_other_get_nothing()
    {
        TuningPlan plan = Plan(Made.Asked("net.core.somaxconn", "4096"), Made.Asked("net.core.somaxconn", "64"));

        Assert.Empty(plan.Changes);
        Assert.All(plan.NotProposed, refused => Assert.Contains("contradict", refused.Why.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Ports_of_two_findings_are_reserved_together() =>
        Assert.Equal("40000,50000-50001", Assert.Single(Plan(Made.Asked("net.ipv4.ip_local_reserved_ports", "50000-50001"), Made.Asked("net.ipv4.ip_local_reserved_ports", "40000")).Changes).To);

    [Fact]
    public void A_vector_that_is_given_short_is_completed() =>
        Assert.Equal("8192 131072 6291456", Assert.Single(Plan(Made.Asked("net.ipv4.tcp_rmem", "8192")).Changes).To);

    [Fact]
    public void The_order_of_what_is_asked_is_kept()
    {
        TuningPlan plan = Plan(Made.Asked("net.ipv4.ip_local_reserved_ports", "20000"), Made.Asked("net.ipv4.ip_local_port_range", "16384 65535"), Made.Asked("net.core.somaxconn", "4096"));

        Assert.Equal(["net.ipv4.ip_local_reserved_ports", "net.ipv4.ip_local_port_range", "net.core.somaxconn"], plan.Changes.Select(change => change.Setting));
    }

    [Fact]
    public void What_cuts_something_off_is_not_called_reversible()
    {
        PlannedChange change = Assert.Single(Plan(Made.Asked("net.ipv4.tcp_max_tw_buckets", "5000")).Changes);

        Assert.Equal((ChangeRisk.High, false), (change.Risk, change.Reversible));
    }

    [Fact]
    public void A_plan_of_a_file_is_held_against_what_runs_now()
    {
        TuningPlan plan = Plan(Made.Asked("net.core.somaxconn", "4096"));
        Dictionary<string, string> later = new(Values) { ["net.core.somaxconn"] = "256" };

        Assert.Equal(plan.Changes[0].To, Planner.Again(Made.Ground(Values), plan).Changes[0].To);
        Assert.Contains("somebody changed it", Assert.Throws<TuningException>(() => Planner.Again(Made.Ground(later), plan)).Message,
            StringComparison.Ordinal);
        Assert.Contains("another", Refusal(() => Planner.Again(Made.Ground(Values, Made.Child), plan)), StringComparison.Ordinal);
    }

    private static string Refusal(Func<TuningPlan> again) =>
        Assert.Throws<TuningException>(again).Message.Replace("was made for the network namespace", "another", StringComparison.Ordinal);

    private static TuningPlan Plan(params ProposedChange[] asked) => Planner.Plan(Made.Ground(Values), asked, []);
}
