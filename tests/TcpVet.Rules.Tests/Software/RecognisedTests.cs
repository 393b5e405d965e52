using TcpVet.Model;

namespace TcpVet.Rules.Tests;

/// <summary>Findings about recognised software name its own settings, first.</summary>
public sealed class RecognisedTests
{
    [Theory]
    [InlineData("TV101/fires/tomcat-database-pool", "Close each HTTP response body, JDBC Connection", "removeAbandonedOnBorrow", "maxConnLifetimeMillis", "HikariCP")]
    [InlineData("TV102/fires/tomcat-threads-blocked", "Tomcat stops accepting at maxConnections", "See where the program's threads are", "Too many open files")]
    [InlineData("TV105/fires/nginx-without-upstream-keepalive", "Before nginx 1.29.7, switch keep-alive to the upstream on", "From 1.29.7 on")]
    [InlineData("TV201/fires/gunicorn-workers-busy", "See where the program's threads are", "--worker-class gthread", "--backlog (default 2048)")]
    public void Own_settings_come_first(string capture, string first, params string[] named)
    {
        IReadOnlyList<Remedy> remedies = Captures.Findings(capture[..5], capture[6..])[0].Remedies;

        Assert.StartsWith(first, remedies[0].Action.ToString(), StringComparison.Ordinal);
        Assert.All(named, name => Assert.Contains(remedies, remedy => remedy.Action.ToString().Contains(name, StringComparison.Ordinal)));
        Assert.Equal(remedies.Count, remedies.Distinct().Count());
    }

    [Theory]
    [InlineData("TV102/fires/tomcat-threads-blocked", "jcmd 812 Thread.print")]
    [InlineData("TV201/fires/gunicorn-workers-busy", "py-spy dump --pid 2207")]
    [InlineData("TV102/fires/nobody-accepts", "py-spy dump --pid 4121")]
    public void A_look_at_the_threads_is_proposed_once(string capture, string command) =>
        Assert.Single(Captures.Findings(capture[..5], capture[6..])[0].Remedies, remedy => remedy.Command == command);

    [Fact]
    public void An_unknown_process_keeps_the_general_remedy()
    {
        Capture capture = Captures.Read("TV105/fires/nginx-without-upstream-keepalive");

        Finding finding = Assert.Single(Captures.Ask("TV105", capture with { Processes = [] }).Findings);

        Assert.Equal("Keep connections to this destination in a pool and use them again", finding.Remedies[0].Action.ToString());
    }

    [Fact]
    public void A_service_without_descriptors_is_told_its_unit()
    {
        Capture capture = Captures.Read("TV201/fires/out-of-descriptors");

        Finding finding =
            Captures.Ask("TV201", capture with { Processes = [.. capture.Processes.Select(process => process with { Unit = "shop.service" })] }).Findings[0];

        Assert.Contains(finding.Remedies, remedy => remedy.Command == "systemctl edit shop.service");
    }
}
