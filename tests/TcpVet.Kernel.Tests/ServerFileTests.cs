using System.Text.Json;
using TcpVet.Lab;

namespace TcpVet.Kernel.Tests;

/// <summary>
/// Root reads the configuration of a process of user 4242 that calls itself nginx: nothing that this user could not open is read for it.
/// Secrets stand in files as a number that captures keep, and as a line that no parser understands.
/// </summary>
public sealed class ServerFileTests
{
    private const string Secret = "4242424";

    // What a script finds: the configuration's folder with a main file, the secret outside, and a process that serves.
    private const string Stage = """
        umask 022
        folder=$(mktemp -d)
        server=
        swapper=
        trap 'test -z "$swapper" || kill "$swapper"; test -z "$server" || kill "$server"; wait; umount -l "$folder/mount" 2>/dev/null; rm -r "$folder"' EXIT
        chmod 755 "$folder"
        cd "$folder"
        cp /usr/bin/perl nginx
        mkdir conf mount
        printf 'worker_connections 4242424;\nroot:$y$4242424:1\n' > secret
        chmod 600 secret
        printf 'events { worker_connections 512; include part.conf; }\n' > conf/nginx.conf
        printf 'use epoll;\n' > conf/part.conf
        serve() {
            setpriv --reuid=4242 --regid=4242 "${GROUPS_OF:---clear-groups}" ./nginx -e '
                use IO::Socket::INET;
                my $s = IO::Socket::INET->new(LocalAddr => "0.0.0.0", LocalPort => 8080, Listen => 5) or die;
                $0 = "nginx: master process nginx -c $ARGV[0]"; sleep 300' "$1" </dev/null >/dev/null 2>&1 &
            server=$!
            until grep -aq "^nginx: master" "/proc/$server/cmdline"; do sleep 0.05; done
        }
        """;

    public static TheoryData<string, string> Read => new()
    {
        { "serve $PWD/conf/nginx.conf", "512" },
        { "chown 4242 conf/*; chmod 400 conf/*; serve $PWD/conf/nginx.conf", "512" },
        { "chgrp 4242 conf/*; chmod 640 conf/*; serve $PWD/conf/nginx.conf", "512" },
        { "chgrp 4343 conf/*; chmod 640 conf/*; GROUPS_OF=--groups=4343 serve $PWD/conf/nginx.conf", "512" },
        { "ln -s nginx.conf conf/link.conf; serve $PWD/conf/link.conf", "512" },
    };

    public static TheoryData<string, string> Refused => new()
    {
        { "cp secret conf/nginx.conf; chmod 600 conf/nginx.conf; serve $PWD/conf/nginx.conf", "nginx.conf: permission denied" },
        { "chmod 700 conf; serve $PWD/conf/nginx.conf", "nginx.conf: permission denied" },
        { "serve $PWD/secret", "secret: permission denied" },
        { "ln -s ../secret conf/link.conf; serve $PWD/conf/link.conf", "link.conf: permission denied" },
        { "serve /etc/shadow", "/etc/shadow: permission denied" },
        { "cp secret conf/part.conf; chmod 600 conf/part.conf; serve $PWD/conf/nginx.conf", "part.conf: permission denied" },
        { "cp secret conf/part.conf; chmod 640 conf/part.conf; chgrp 4343 conf/part.conf; serve $PWD/conf/nginx.conf", "part.conf: permission denied" },
        { "rm conf/part.conf; ln -s ../secret conf/part.conf; serve $PWD/conf/nginx.conf", "part.conf: lies outside" },
        { "cp secret conf/hidden; chmod 600 conf/hidden; ln -sf hidden conf/part.conf; serve $PWD/conf/nginx.conf", "part.conf: permission denied" },
        { "rm conf/part.conf; ln -s /proc/self/root/$PWD/secret conf/part.conf; serve $PWD/conf/nginx.conf", "part.conf: lies outside" },
        { "mkdir conf/in; cp secret conf/in/a.conf; chmod 700 conf/in; sed -i s,part,in/*, conf/nginx.conf; serve $PWD/conf/nginx.conf", "conf/in may not be listed" },
        { "mkdir conf/in; cp secret conf/in/a.conf; chmod 700 conf/in; sed -i s,part,in/a, conf/nginx.conf; serve $PWD/conf/nginx.conf", "in/a.conf: " },
        { "mkdir conf/in; cp secret conf/in/a.conf; chmod 711 conf/in; sed -i s,part,in/*, conf/nginx.conf; serve $PWD/conf/nginx.conf", "conf/in may not be listed" },
        { "rm conf/part.conf; mkfifo conf/part.conf; serve $PWD/conf/nginx.conf", "was not understood here" },
        { "rm conf/part.conf; ln -s part.conf conf/part.conf; serve $PWD/conf/nginx.conf", "was not understood here" },
    };

    [Theory]
    [MemberData(nameof(Read))]
    public void What_the_process_may_read_is_read(string script, string value)
    {
        (ToolResult lint, ToolResult capture) = Both(script);

        Assert.Contains(value, Directives(capture.Output));
        Assert.DoesNotContain("permission", lint.Errors + lint.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_it_may_not_is_not_and_that_is_said(string script, string told)
    {
        (ToolResult lint, ToolResult capture) = Both(script);

        string all = lint.Output + lint.Errors + capture.Output + capture.Errors;
        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", all, StringComparison.Ordinal);
        Assert.Contains(told, lint.Output + lint.Errors, StringComparison.Ordinal);
    }

    // The user owns the folder and swaps the file for a link, the folder for another one, again and again.
    [Theory]
    [InlineData("mkdir conf/hidden; cp secret conf/hidden/part.conf; chmod 700 conf/hidden",
        "while :; do ln -sf hidden/part.conf new; mv new part.conf; echo 'use epoll;' > new; mv new part.conf; done")]
    [InlineData("mkdir conf/in conf/hidden; cp secret conf/hidden/part.conf; chmod 700 conf/hidden; cp conf/part.conf conf/in; sed -i s,part,in/part, conf/nginx.conf",
        "while :; do mv in out; ln -s hidden in; rm in; mv out in; done")]
    [InlineData("", "while :; do ln -sf ../secret new; mv new part.conf; echo 'use epoll;' > new; mv new part.conf; done")]
    public void A_race_is_not_won(string furnish, string swap)
    {
        ToolResult result = Run($$"""
            {{furnish}}
            chown 4242 conf
            serve $PWD/conf/nginx.conf
            (cd conf && exec setpriv --reuid=4242 --regid=4242 --clear-groups timeout 100 bash -c "{{swap}}") </dev/null >/dev/null 2>&1 &
            swapper=$!
            for i in $(seq 12); do "$0" capture --interval 0 --no-trace -; done 2>&1 | grep -aoE '4242424|root:|"worker_connections"' | sort | uniq -c
            """);

        Assert.Contains("worker_connections", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", result.Output, StringComparison.Ordinal);
    }

    // Whoever started a set-user-ID program with arguments of their own stays who they are.
    [Fact]
    public void A_set_user_id_program_reads_nothing_for_who_started_it()
    {
        (ToolResult lint, ToolResult capture) = Both("chmod 4755 nginx; serve $PWD/secret");

        Assert.Contains("secret: permission denied", lint.Output + lint.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, lint.Output + lint.Errors + capture.Output, StringComparison.Ordinal);
    }

    // /dev/fuse that nobody serves: whoever looks into the folder waits for ever. A FIFO has no writer.
    [Theory]
    [InlineData("""
        ./nginx -e '
            use Fcntl; $^F = 9; sysopen(F, "/dev/fuse", O_RDWR) or die "no fuse"; my $options = sprintf("fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", fileno F);
            syscall(165, my $s = "fuse", my $t = $ARGV[0], my $f = "fuse", 0, $options) == 0 or die "mount: $!"; print "mounted\n"; close STDOUT; sleep 300' "$PWD/mount" > said 2>&1 &
        swapper=$!
        until test -s said; do sleep 0.05; done
        grep -q mounted said || { echo "skip: $(cat said)"; exit; }
        serve $PWD/mount/nginx.conf
        """, "took longer than 3 s")]
    [InlineData("mkfifo conf/fifo; serve $PWD/conf/fifo", "it is no ordinary file")]
    public void A_configuration_that_hangs_leaves_no_more_threads_from_round_to_round(string script, string told)
    {
        ToolResult result = Run($$"""
            {{script}}
            "$0" checkup --watch 1s --samples 7 -o jsonl --no-trace > rounds 2>errors &
            watch=$!
            for round in $(seq 7); do
                until test "$(wc -l < rounds)" -ge "$round" || ! test -d "/proc/$watch"; do sleep 0.05; done
                ls "/proc/$watch/task" 2>/dev/null | wc -l
            done
            wait "$watch"
            echo "status $?"
            "$0" lint --live | grep -c '{{told}}'
            """);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.SkipWhen(lines is [{ } reason] && reason.StartsWith("skip", StringComparison.Ordinal), result.Output);

        Assert.True(lines is [.., "status 0", "1"], result.Output + result.Errors);
        int[] threads = [.. lines[..6].Select(int.Parse)];
        Assert.True(threads[5] <= threads[1] && threads[5] > 0, string.Join(' ', threads));
    }

    // lint as root through a link of somebody else, in a folder of everybody.
    [Fact]
    public void A_link_of_another_user_leads_lint_to_no_private_file()
    {
        ToolResult result = Run("""
            mkdir -m 1777 tmp; ln -s ../secret tmp/a.conf; ln -s /etc/shadow tmp/b.conf; ln -s ../conf tmp/c; chown -h 4242 tmp/*
            "$0" lint --as sysctl tmp/a.conf; "$0" lint --as nginx tmp/a.conf; "$0" lint tmp/b.conf; "$0" lint --as nginx tmp/c/nginx.conf
            """);

        Assert.Equal(3, result.Errors.Split("permission denied: a link of another user leads to it, and not everybody may read it").Length - 1);
        Assert.Contains("tmp/c/nginx.conf", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Output + result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", result.Output + result.Errors, StringComparison.Ordinal);
    }

    private static (ToolResult Lint, ToolResult Capture) Both(string script)
    {
        ToolResult both = Run($$"""
            {{script}}
            "$0" lint --live > out 2>&1; "$0" lint --live -o json >> out 2>&1
            "$0" capture --interval 0 --no-trace - > capture 2>&1
            cat out; echo ----; cat capture
            """);
        string[] parts = both.Output.Split("----\n");
        Assert.True(parts.Length == 2, both.Errors);
        return (new ToolResult(0, parts[0], both.Errors), new ToolResult(0, parts[1], ""));
    }

    private static ToolResult Run(string script)
    {
        Require.Root();
        Require.Tools("perl", "setpriv");
        using Sandbox sandbox = Require.Sandbox();
        using ChildProcess shell = sandbox.Start("unshare", "-m", "--propagation", "private", "bash", "-c", $"{Stage}\n{script}", Cli.Path);
        return Cli.Quiet(shell.Finish(Deadline.After(TimeSpan.FromSeconds(60))));
    }

    // The arguments of every directive that a capture holds.
    private static List<string> Directives(string capture)
    {
        List<string> found = [];
        Collect(JsonDocument.Parse(capture).RootElement.GetProperty("namespaces")[0].GetProperty("configurations"), found);
        return found;
    }

    private static void Collect(JsonElement element, List<string> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    Collect(property.Value, found);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Collect(item, found);
                }

                break;
            default:
                found.Add(element.ToString());
                break;
        }
    }
}
