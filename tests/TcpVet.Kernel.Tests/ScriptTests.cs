using TcpVet.Lab;

namespace TcpVet.Kernel.Tests;

/// <summary>What scripts and monitoring systems do with the program that a person at a terminal does not.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("\"$0\" no-such-command 2>&-", 2)]
    [InlineData("\"$0\" no-such-command 2>/dev/full", 2)]
    [InlineData("\"$0\" states >&-", 3)]
    [InlineData("\"$0\" states >/dev/full", 3)]
    [InlineData("\"$0\" checkup --nagios --interval 0 >&-", 3)]
    [InlineData("\"$0\" listeners 2>&- | grep -q PROTO", 0)]
    [InlineData("\"$0\" checkup --interval 0 --fail-on never", 0)]
    public void The_status_is_as_documented(string script, int status)
    {
        ToolResult result = Run(script);
        Assert.True(result.ExitStatus == status, $"{script}: {result}");
    }

    [Theory]
    [InlineData("--from /nonexistent/record")]
    [InlineData("--no-such-option")]
    [InlineData("-N no-such-namespace")]
    public void A_plugin_that_cannot_check_is_unknown_and_says_why_on_standard_output(string options)
    {
        ToolResult result = Run($"\"$0\" checkup --nagios {options}");
        Assert.Equal(3, result.ExitStatus);
        Assert.StartsWith("TCPVET UNKNOWN - ", result.Output, StringComparison.Ordinal);
        Assert.Single(result.Output.TrimEnd().Split('\n'));
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void A_capture_goes_through_a_pipe_that_has_a_name_and_leaves_it_there() => InFolder(
        "mkfifo pipe && { cat pipe >read & } && \"$0\" capture --interval 0 pipe && wait && test -p pipe && grep -q tcpvet/capture/1 read");

    [Fact]
    public void A_capture_follows_a_link_instead_of_replacing_it() => InFolder(
        "ln -s kept link && \"$0\" capture --interval 0 link && test -L link && test -f kept && test $(ls | wc -l) = 2");

    [Fact]
    public void A_key_that_is_named_twice_counts_once() =>
        Assert.StartsWith("state,count\n", Run("\"$0\" count --by state,state -o csv").Output, StringComparison.Ordinal);

    [Fact]
    public void A_rule_and_a_state_are_explained_together()
    {
        string text = Run("\"$0\" explain CLOSE_WAIT TV101").Output;
        Assert.Contains("CLOSE_WAIT (state)", text, StringComparison.Ordinal);
        Assert.Contains("TV101 close-wait-leak", text, StringComparison.Ordinal);
    }

    private static void InFolder(string script) => Cli.Succeeded(Run($"d=$(mktemp -d) && cd \"$d\" && {script}; s=$?; rm -r \"$d\"; exit $s"));

    private static ToolResult Run(string script)
    {
        using Sandbox sandbox = Require.Sandbox();
        return Cli.Quiet(sandbox.Exec("sh", "-c", script, Cli.Path));
    }
}
