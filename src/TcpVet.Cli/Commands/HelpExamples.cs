using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace TcpVet.Cli.Commands;

/// <summary>Adds examples to the help of each command.</summary>
internal static class HelpExamples
{
    private static readonly Dictionary<string, string[]> Examples = new()
    {
        ["tcpvet"] = ["tcpvet", "tcpvet listeners", "tcpvet states", "tcpvet explain TIME_WAIT"],
        ["checkup"] = ["tcpvet checkup", "tcpvet checkup --interval 10s", "tcpvet checkup --fail-on warning -o json", "tcpvet checkup --samples 7 --interval 10s", "tcpvet checkup --trace 10s", "tcpvet checkup --watch", "tcpvet checkup --watch 30s -o jsonl",
            "tcpvet checkup --only TV2,close-wait-leak", "tcpvet checkup --ignore TV104", "tcpvet checkup --set TV101.min_count=50", "tcpvet checkup --bind 8080", "tcpvet checkup -N all",
            "tcpvet checkup --from bug.json.gz"],
        ["states"] = ["tcpvet states", "tcpvet states -o json", "tcpvet states --exact", "tcpvet states 'sport = :443'", "tcpvet states -u"],
        ["count"] = ["tcpvet count --by state,lport", "tcpvet count --by process state close-wait", "tcpvet count --by peer --top 20 'sport = :443'", "tcpvet count --by service,state -N all"],
        ["peers"] = ["tcpvet peers", "tcpvet peers --top 10", "tcpvet peers state time-wait", "tcpvet peers 'dport = :5432' -o csv"],
        ["listeners"] = ["tcpvet listeners", "tcpvet listeners -o wide", "tcpvet listeners -u", "tcpvet listeners -N all -o json"],
        ["list"] = ["tcpvet list", "tcpvet list -p state close-wait", "tcpvet list -aeim dst 10.0.0.0/8", "tcpvet list 'process = java and idle > 2h'", "tcpvet list -o jsonl -a", "TCPDIAG_FILE=dump tcpvet list -a"],
        ["probe"] = ["tcpvet probe www.example.net:443 --banner", "tcpvet probe udp://192.0.2.53:53,123", "tcpvet probe 127.0.0.1:1-1024", "tcpvet probe udp://[2001:db8::7]:9999 --as dns", "tcpvet probe --watch 192.0.2.7:443 udp://192.0.2.53:53",
            "tcpvet probe - < targets.txt", "tcpvet probe --connection 10.0.0.1:43210 10.0.0.7:443 --follow", "tcpvet probe --connection 'dst 10.0.0.7:443 and process = java'", "tcpvet probe -N blue --source 10.0.0.1 10.0.0.7:22 --count 10 --interval 200ms"],
        ["trace"] = ["tcpvet trace", "tcpvet trace 'sport = :443'", "tcpvet trace --lives --duration 10s --summary", "tcpvet trace --lives -o jsonl 'process = nginx'", "tcpvet trace -N all state close-wait"],
        ["drops"] = ["tcpvet drops", "tcpvet drops --duration 1m --summary", "tcpvet drops 'sport = :53'", "tcpvet drops -N all --interval 10s -o jsonl", "tcpvet drops -a -o wide dev eth0"],
        ["lint"] = ["tcpvet lint /etc/sysctl.d", "tcpvet lint --kernel 3.10 99-guide.conf", "sysctl -a | tcpvet lint -", "tcpvet lint /etc/nginx/nginx.conf", "tcpvet lint -o sarif server.xml", "tcpvet lint --live"],
        ["close"] = ["tcpvet close state close-wait 'sport = :8080'", "tcpvet close --yes dst 203.0.113.7"],
        ["capture"] = ["tcpvet capture bug.json.gz", "tcpvet capture --samples 7 --interval 10s leak.json.gz", "tcpvet checkup --from bug.json.gz", "tcpvet list -ap --from bug.json.gz"],
        ["tune"] = ["tcpvet tune plan", "tcpvet tune apply --for TV301", "tcpvet tune confirm", "tcpvet tune log", "tcpvet tune rollback"],
        ["tune plan"] = ["tcpvet tune plan", "tcpvet tune plan --for TV301,backlog-capped", "tcpvet tune plan --file my.conf", "tcpvet tune plan -N blue -o json > plan.json", "tcpvet tune plan --from bug.json.gz"],
        ["tune apply"] = ["tcpvet tune apply --for TV301", "tcpvet tune apply --plan plan.json --within 10m", "tcpvet tune apply --file my.conf --persist", "tcpvet tune apply --for TV203 --pid 4121 --yes"],
        ["tune confirm"] = ["tcpvet tune confirm", "tcpvet tune confirm 3 --persist"],
        ["tune rollback"] = ["tcpvet tune rollback", "tcpvet tune rollback 3", "tcpvet tune rollback 3 --yes --force"],
        ["tune log"] = ["tcpvet tune log", "tcpvet tune log 3", "tcpvet tune log -o json --no-measure"],
        ["lab"] = ["tcpvet lab", "tcpvet lab close-wait-leak", "tcpvet lab close-wait-leak --count 200 --hold 5m", "tcpvet lab close-wait-leak -- tcpvet checkup", "tcpvet lab close-wait-leak -- bash"],
        ["explain"] = ["tcpvet explain CLOSE_WAIT", "tcpvet explain tcp_tw_reuse", "tcpvet explain TV101", "tcpvet explain ListenOverflows", "tcpvet explain accept queue", "tcpvet explain 'connection reset by peer'", "tcpvet explain 'dial tcp 10.0.0.7:443: i/o timeout'", "tcpvet explain symptoms"],
        ["completion"] = ["source <(tcpvet completion bash)", "tcpvet completion zsh > ~/.zfunc/_tcpvet", "tcpvet completion fish > ~/.config/fish/completions/tcpvet.fish"],
    };

    /// <summary>Makes every help end with its command's examples.</summary>
    public static void Attach(RootCommand root)
    {
        foreach (HelpOption option in root.Options.OfType<HelpOption>())
        {
            option.Action = new HelpWithExamples((HelpAction)option.Action!);
        }
    }

    /// <summary>A command as the examples have it: <c>tune plan</c>.</summary>
    public static string NameOf(Command command) =>
        command is RootCommand
            ? "tcpvet"
            : command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand ? $"{NameOf(parent)} {command.Name}"
            : command.Name;

    /// <summary>The examples of a command; a test holds that each one parses.</summary>
    public static IReadOnlyList<string> Of(string command) => Examples.GetValueOrDefault(command) ?? [];

    private sealed class HelpWithExamples(HelpAction standard) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            using Utf8Output screen = StandardOutput.Open();
            // Never behind the framework's console: it would send a terminal its initialisation string.
            using StringWriter output = new();
            parseResult.InvocationConfiguration.Output = output;
            standard.MaxWidth = Console.IsOutputRedirected ? int.MaxValue : Linux.Interop.Terminal.Columns() ?? 80;
            int status = standard.Invoke(parseResult);
            Command command = parseResult.CommandResult.Command;
            output.WriteLine("Examples:");
            foreach (string example in Of(NameOf(command)))
            {
                output.WriteLine($"  {example}");
            }

            foreach (string line in output.ToString().TrimEnd().Split('\n'))
            {
                screen.Line(line.TrimEnd());
            }

            screen.Flush();
            return status;
        }
    }
}
