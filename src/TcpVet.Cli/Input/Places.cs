using System.CommandLine;
using TcpVet.Cli.Commands;
using TcpVet.Cli.Output;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;

namespace TcpVet.Cli.Input;

/// <summary>Finds the places that a command line names (<c>--netns</c>, <c>--from</c>, the environment variable TCPDIAG_FILE).</summary>
internal static class Places
{
    /// <summary>The word that stands for every namespace.</summary>
    public const string Every = "all";

    // A quarter of the usual soft limit of descriptors, 1024 (getrlimit(2), RLIMIT_NOFILE).
    private const int MostKept = 256;

    /// <summary>The places to look at.</summary>
    /// <exception cref="RequestException">The options contradict each other or the file is no record.</exception>
    public static IReadOnlyList<Place> From(ParseResult parse)
    {
        string? netns = parse.GetValue(CommonOptions.Netns);
        FileInfo? file = FileOf(parse);
        if (file is null)
        {
            return [.. Live(netns).Select(found => new LivePlace(found))];
        }

        if (RecordFile.Read(file) is not { } capture)
        {
            return netns is null or Every
                ? [new DumpPlace(file)]
                : throw new RequestException("--netns: a raw dump does not tell namespaces apart");
        }

        IEnumerable<NetnsCapture> chosen = netns switch
        {
            null => capture.Namespaces.Take(1),
            Every => capture.Namespaces,
            _ => capture.Namespaces.Where(candidate => Matches(candidate.Netns, netns)),
        };
        List<Place> places = [.. chosen.Select(found => new CapturedPlace(capture, found))];
        return places.Count > 0
            ? places
            : throw new RequestException($"--netns: the capture holds no namespace '{netns}'; it holds {string.Join(", ", capture.Namespaces.Select(found => found.Netns.Label))}");
    }

    /// <summary>The file to work on instead of the live kernel; null for none.</summary>
    public static FileInfo? FileOf(ParseResult parse) =>
        parse.GetValue(CommonOptions.From) ?? (Environment.GetEnvironmentVariable("TCPDIAG_FILE") is { Length: > 0 } path ? new FileInfo(path) : null);

    /// <summary>Live namespaces by the word after <c>--netns</c>; the own one without.</summary>
    /// <param name="netns">The word; null for the own one.</param>
    /// <param name="quiet">Whether those that cannot be looked at are passed over without a word, because they were told before.</param>
    /// <exception cref="KernelException">There is none, or it may not be looked at.</exception>
    public static IReadOnlyList<NetworkNamespace> Live(string? netns, bool quiet = false)
    {
        Action<string> warn = quiet ? static _ => { } : Messages.Warn;
        NetworkNamespaces host = NetworkNamespaces.OfHost;
        if (netns is null)
        {
            return [host.Own()];
        }

        if (netns != Every)
        {
            return [host.Resolve(netns)];
        }

        NamespaceSurvey survey = host.All();
        foreach (UnseenNamespace unseen in survey.Unseen)
        {
            warn($"could not look at {SafeText.Escape(unseen.What)}: {SafeText.Escape(unseen.Reason)}");
        }

        if (survey.UnreadableProcesses > 0)
        {
            string advice = Environment.IsPrivilegedProcess ? "something protects them even from root here" : "run it as root, or with CAP_SYS_PTRACE";
            warn($"the namespaces of {survey.UnreadableProcesses} {(survey.UnreadableProcesses == 1 ? "process" : "processes")} could not be read; {advice}");
        }

        return Enterable(survey.Namespaces, warn);
    }

    /// <summary>Looks at one place after the other. Of several, one that has gone since they were listed is told and passed over.</summary>
    /// <exception cref="NamespaceEntryException">The only one could not be entered.</exception>
    public static void Each(IReadOnlyList<Place> places, Action<Place> look)
    {
        foreach (Place place in places)
        {
            try
            {
                look(place);
            }
            catch (NamespaceEntryException exception) when (places.Count > 1)
            {
                Messages.Warn(SafeText.Escape(exception.Message));
            }
        }
    }

    /// <summary>The label of a report over all places.</summary>
    public static string Label(IReadOnlyList<Place> places) => places.Count == 1 ? places[0].Label : Every;

    private static List<NetworkNamespace> Enterable(IReadOnlyList<NetworkNamespace> namespaces, Action<string> warn)
    {
        List<NetworkNamespace> enterable = [];
        foreach (NetworkNamespace netns in namespaces)
        {
            try
            {
                // One that ended between this look and the next would spoil the answers of all others.
                if (enterable.Count < MostKept)
                {
                    netns.Keep();
                }

                netns.Run(() => { });
                enterable.Add(netns);
            }
            catch (KernelException exception)
            {
                warn(SafeText.Escape(exception.Message));
            }
        }

        return enterable;
    }

    private static bool Matches(NetnsIdentity identity, string word) =>
        identity.Name == word || identity.Label == word || identity.Pid?.ToString() == word;
}
