using TcpVet.Lab;

namespace TcpVet.Kernel.Tests;

/// <summary>Descriptors that are closed, pipes, devices and records that lie: one line, a documented status, nothing broken.</summary>
public sealed class HostileInputTests
{
    [Theory]
    [InlineData("states 2>&-", 0)]
    [InlineData("states <&- >&- 2>&-", 3)]
    [InlineData("no-such-command 2>&-", 2)]
    [InlineData("list -a >/dev/full", 3)]
    [InlineData("count --by state,nonsense", 2)]
    [InlineData("checkup --nagios --from /etc/passwd", 3)]
    [InlineData("checkup --nagios --from /etc/passwd >&-", 3)]
    [InlineData("states --from /dev/stdin </dev/null", 2)]
    public void Closed_descriptors_and_nonsense_end_with_the_documented_status(string command, int status)
    {
        using Sandbox sandbox = Require.Sandbox();
        ToolResult result = Shell(sandbox, $"\"$0\" {command}");
        Assert.True(result.ExitStatus == status, $"{result.ExitStatus}: {result.Errors}");
        Assert.DoesNotContain("internal error", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_may_open_no_more_files_still_says_so()
    {
        using Sandbox sandbox = Require.Sandbox();
        ToolResult result = Shell(sandbox, "ulimit -n 5; \"$0\" states");
        Assert.Equal(3, result.ExitStatus);
        Assert.Contains("EMFILE", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_capture_goes_through_links_and_into_special_files()
    {
        using Sandbox sandbox = Require.Sandbox();
        ToolResult result = Shell(sandbox, """
            set -e
            folder=$(mktemp -d)
            trap 'rm -r "$folder"' EXIT
            mkfifo "$folder/fifo"
            ln -s real "$folder/link"
            "$0" capture --interval 0 "$folder/link" 2>"$folder/said"
            test -L "$folder/link" -a -s "$folder/real"
            cat "$folder/fifo" >"$folder/copy" &
            "$0" capture --interval 0 "$folder/fifo" 2>"$folder/said"
            wait
            test -p "$folder/fifo"
            "$0" states --from "$folder/copy" -o csv | grep '^TOTAL\|^LISTEN'
            """);
        Assert.True(result.ExitStatus == 0, result.Errors);
        Assert.Contains("LISTEN,0", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_capture_follows_no_link_that_another_user_put_into_a_folder_of_everybody()
    {
        using Sandbox sandbox = Require.Sandbox();
        ToolResult result = Shell(sandbox, """
            set -e
            folder=$(mktemp -d)
            trap 'rm -r "$folder"' EXIT
            cd "$folder"
            mkdir -m 1777 tmp
            echo kept >victim
            ln -s ../victim tmp/out
            ln -s .. tmp/up
            mkfifo tmp/fifo
            chown -h 65534 tmp/out tmp/up tmp/fifo
            for place in tmp/out tmp/up/new tmp/fifo; do
                if "$0" capture --interval 0 "$place" 2>said; then exit 9; fi
                grep -q 'EACCES.* of uid 65534 lies in a folder that everybody may write to' said
            done
            test "$(cat victim)" = kept -a ! -e new -a "$(ls | wc -l)" = 3
            chown -h "$(id -u)" tmp/out
            "$0" capture --interval 0 tmp/out 2>said
            grep -q '"schema"' victim
            test -L tmp/out
            """);
        Assert.True(result.ExitStatus == 0, result.Errors + result.Output);
    }

    [Fact]
    public void A_capture_goes_to_the_standard_output_by_its_path_too()
    {
        using Sandbox sandbox = Require.Sandbox();
        ToolResult result = Shell(sandbox, """
            set -e
            folder=$(mktemp -d)
            trap 'rm -r "$folder"' EXIT
            cd "$folder"
            "$0" capture --interval 0 /dev/stdout 2>said | grep -q '"schema"'
            "$0" capture --interval 0 /dev/stdout 2>said >file
            grep -q '"schema"' file
            status=0
            "$0" capture --interval 0 /dev/stdout 2>said >&- || status=$?
            echo "$status $(cat said)"
            """);
        Assert.True(result.ExitStatus == 0, result.Errors + result.Output);
        Assert.DoesNotContain("internal error", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_claims_an_endless_interval_is_read()
    {
        using Sandbox sandbox = Require.Sandbox();
        ToolResult result = Shell(sandbox, """
            folder=$(mktemp -d)
            trap 'rm -r "$folder"' EXIT
            "$0" capture - --interval 20ms | sed 's/"interval_ms":[0-9]*/"interval_ms":9223372036854775807/' >"$folder/long"
            "$0" checkup --from "$folder/long"
            """);
        Assert.True(result.ExitStatus == 0, result.Errors);
    }

    private static ToolResult Shell(Sandbox sandbox, string script) => Cli.Quiet(sandbox.Exec("sh", "-c", script, Cli.Path));
}
