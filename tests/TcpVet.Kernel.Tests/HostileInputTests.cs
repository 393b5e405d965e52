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

    [Theory]
    [InlineData("/dev/stdout")]
    [InlineData("/dev/fd/1")]
    [InlineData("/proc/self/fd/1")]
    [InlineData("-")]
    public void A_capture_onto_a_closed_standard_output_is_refused(string path)
    {
        using Sandbox sandbox = Require.Sandbox();
        ToolResult result = Shell(sandbox, $"\"$0\" capture --interval 0 --no-trace {path} >&-");

        Assert.Equal((3, "tcpvet: write to standard output: Bad file descriptor (EBADF)\n"), (result.ExitStatus, result.Errors));
    }

    // Nobody writes to the FIFO: whoever opens it as a file waits for ever.
    [Theory]
    [InlineData("states --from fifo", 2)]
    [InlineData("checkup --from fifo", 2)]
    [InlineData("tune plan --from fifo", 2)]
    [InlineData("tune apply --yes --plan fifo", 2)]
    [InlineData("probe ./fifo", 2)]
    [InlineData("lint --as sysctl fifo", 2)]
    [InlineData("states --from /dev/zero", 2)]
    [InlineData("tune apply --yes --plan /dev/zero", 2)]
    [InlineData("tune apply --yes --plan folder", 2)]
    [InlineData("states --from folder", 2)]
    public void A_fifo_a_device_or_a_folder_in_the_place_of_a_file_is_refused_at_once(string command, int status)
    {
        using Sandbox sandbox = Require.Sandbox();
        ToolResult result = Shell(sandbox, $"""
            folder=$(mktemp -d)
            trap 'rm -r "$folder"' EXIT
            cd "$folder"
            mkfifo fifo
            mkdir folder
            timeout 8 "$0" {command}
            """);

        Assert.True(result.ExitStatus == status, $"{result.ExitStatus}: {result.Errors}");
        Assert.Matches("^tcpvet: .*(is a pipe or a device: name a file|is no ordinary file|is a folder|is a directory).*\n$", result.Errors);
    }

    // What the shell opened for the program is no file that somebody put there.
    [Fact]
    public void A_plan_comes_through_a_pipe_of_the_shell()
    {
        using Sandbox sandbox = Require.Sandbox();
        ToolResult result = Cli.Quiet(sandbox.Exec("bash", "-c", "\"$0\" tune apply --yes --plan <(echo nonsense)", Cli.Path));

        Assert.Equal(2, result.ExitStatus);
        Assert.DoesNotContain("pipe or a device", result.Errors, StringComparison.Ordinal);
    }

    // The runtime cannot even start: no code of the program runs, and it would end with 255 and not a word.
    [Theory]
    [InlineData("ulimit -v 50000; \"$0\" states")]
    [InlineData("ulimit -v 50000; \"$0\" checkup --nagios")]
    [InlineData("ulimit -v 50000; \"$0\" states -o json")]
    public void A_process_without_memory_or_threads_still_says_so(string script)
    {
        using Sandbox sandbox = Require.Sandbox();
        ToolResult result = Shell(sandbox, script);
        bool plugin = script.Contains("--nagios", StringComparison.Ordinal);

        Assert.True(result.ExitStatus == 3, $"{result.ExitStatus}: {result.Errors}");
        Assert.Matches(
            $"^{(plugin ? "TCPVET UNKNOWN - " : "tcpvet: ")}.*not enough memory, or no more threads allowed: see 'ulimit -a' .*\n$",
            plugin ? result.Output : result.Errors);
    }

    [Fact]
    public void A_user_who_may_have_no_more_processes_hears_why_nothing_came()
    {
        Require.Root();
        Require.Tools("setpriv");
        using Sandbox sandbox = Require.Sandbox();
        // A user of its own: the limit counts all processes of a user.
        ToolResult result = Shell(sandbox, """
            folder=$(mktemp -d)
            trap 'rm -r "$folder"' EXIT
            chmod 755 "$folder"
            cp "$0" "$folder/tcpvet"
            setpriv --reuid=4244 --regid=4244 --clear-groups bash -c "ulimit -u 1; exec $folder/tcpvet states"
            """);

        Assert.Equal(3, result.ExitStatus);
        Assert.Contains("no more threads allowed: see 'ulimit -a'", result.Errors, StringComparison.Ordinal);
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
