using TcpVet.Configs;
using TcpVet.Configs.Text;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Time;
using TcpVet.Model;

namespace TcpVet.Operations.Servers;

/// <summary>
/// Adds to a capture the configurations that its listeners' processes read: found from their command lines and program files, read within
/// limits and for a bounded time, cut down to the directives that rules ask for. A file that the process itself could not read is not
/// read for it.
/// </summary>
/// <param name="root">Where proc is mounted.</param>
/// <param name="quoted">Whether a mistake in a file of the superuser's is told with the piece of the text that was found: not in a
/// capture, which is handed to others.</param>
public sealed class ServerConfigurations(ProcFsRoot root, bool quoted)
{
    // A server has one configuration and many workers; a host has few servers.
    private const int MostServers = 32;

    // A file system may let its readers wait, and a check-up has other things to tell.
    private readonly PatientWork patient = new(TimeSpan.FromSeconds(3));

    private static readonly ConfigLimits Limits = new() { FileBytes = 1 << 20, TotalBytes = 16 << 20, Files = 1024, Problems = 20 };

    /// <summary>The capture with the configurations, and with what could not be read and why.</summary>
    public Capture AddTo(Capture capture)
    {
        Dictionary<int, ProcessFacts> known = [];
        foreach (ProcessFacts process in capture.Processes.Where(process => ServerProcess.MayBe(process)))
        {
            known.TryAdd(process.Pid, process);
        }

        return known.Count == 0 ? capture : patient.Run(() => Read(capture, known)) ?? capture with
        {
            Missing = [.. capture.Missing, Unread($"reading the servers' files took longer than {patient.Patience.TotalSeconds:0} s", null)],
        };
    }

    private Capture Read(Capture capture, Dictionary<int, ProcessFacts> known)
    {
        List<MissingFact> missing = [];
        List<NetnsCapture> namespaces = [];
        foreach (NetnsCapture netns in capture.Namespaces)
        {
            string? label = netns.Netns.Own ? null : netns.Netns.Label;
            List<Configuration> found = [];
            HashSet<string> seen = new(StringComparer.Ordinal);
            foreach (ServerProcess server in Servers(netns, known))
            {
                if (!seen.Add(server.Identity) || found.Count == MostServers)
                {
                    continue;
                }

                if (server.Read(Limits, quoted, out string why) is { } configuration)
                {
                    found.Add(NeededDirectives.Of(configuration));
                    IEnumerable<ConfigProblem> fatal = configuration.Problems.Where(problem => problem.Fatal);
                    missing.AddRange(fatal.Select(problem => Unread(Told(problem), label)));
                }
                else
                {
                    missing.Add(Unread($"the configuration of {server.Process.Name}[{server.Process.Pid}]: {why}", label));
                }
            }

            namespaces.Add(netns with { Configurations = [.. netns.Configurations, .. found] });
        }

        return capture with { Namespaces = namespaces, Missing = [.. capture.Missing, .. missing] };
    }

    private static MissingFact Unread(string why, string? label) => new(FactNames.Configurations, why, label);

    private static string Told(ConfigProblem problem) => $"{problem.File}:{problem.Line}:{problem.Column}: {problem.Message}";

    // Of the processes that hold the listeners of a namespace, the lowest pid first: a master starts before its workers.
    private IEnumerable<ServerProcess> Servers(NetnsCapture netns, Dictionary<int, ProcessFacts> known) =>
        netns.Listeners.Where(listener => listener.Proto == Protocol.Tcp).SelectMany(listener => listener.Processes)
            .Select(process => process.Pid).Distinct().Order().Where(known.ContainsKey)
            .Select(pid => ServerProcess.Of(root, known[pid])).OfType<ServerProcess>();
}
