using System.Diagnostics;
using System.Text.RegularExpressions;

namespace TcpVet.Configs.Tests;

/// <summary>A real server that runs in the network namespace of the calling thread, with a folder of its own.</summary>
internal sealed partial class ServedProgram : IDisposable
{
    private readonly Process process;
    private readonly string log;

    private ServedProgram(Process process, string log) => (this.process, this.log) = (process, log);

    /// <summary>Its process.</summary>
    public int Pid => process.Id;

    /// <summary>What it has said on both of its outputs.</summary>
    public string Said => File.Exists(log) ? File.ReadAllText(log) : "";

    /// <summary>Starts a line of sh in a folder and waits until it listens.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="line">What sh executes.</param>
    /// <param name="port">The port that it opens; 0 where it opens none.</param>
    public static ServedProgram Start(string folder, string line, int port)
    {
        string log = Path.Combine(folder, "said");
        // In a session of its own: httpd that is told to end ends its whole process group.
        string command = $"cd '{folder}' && exec setsid {line} >>'{log}' 2>&1 </dev/null";
        ProcessStartInfo start = new("sh", ["-c", command]) { UseShellExecute = false };
        ServedProgram program = new(Process.Start(start)!, log);
        for (int i = 0; port != 0 && Queues(port).Length == 0; i++)
        {
            Assert.True(i < 200 && !program.process.HasExited, program.Said);
            Thread.Sleep(50);
        }

        return program;
    }

    /// <summary>Runs a line of sh to its end.</summary>
    /// <returns>What it said.</returns>
    public static string Run(string line, string folder = "/")
    {
        ProcessStartInfo start = new("sh", ["-c", $"cd '{folder}'; {line}"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }

    /// <summary>The listeners of a port in the calling thread's namespace: what waits, and the limit.</summary>
    public static (int Waiting, int Limit)[] Queues(int port) =>
        [.. Queue().Matches(Run($"ss -ltnH 'sport = :{port}'")).Select(match => (Number(match, "waiting"), Number(match, "limit")))];

    /// <summary>Connections of a port that are established, seen from the end that connected.</summary>
    public static int Established(int port) => Run($"ss -tnH state established 'dport = :{port}'").Split('\n').Length - 1;

    /// <summary>Sends it, or the processes that it started, a signal.</summary>
    public void Signal(string name, bool children = false) =>
        Run(children ? $"for p in $(cat /proc/{Pid}/task/*/children); do kill -{name} $p; done" : $"kill -{name} {Pid}");

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        Signal("CONT", children: true);
        Signal("TERM");
        if (!process.WaitForExit(5_000))
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static int Number(Match match, string group) =>
        int.Parse(match.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^LISTEN +(?<waiting>\d+) +(?<limit>\d+) ", RegexOptions.Multiline)]
    private static partial Regex Queue();
}
