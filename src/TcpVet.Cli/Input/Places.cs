using System.CommandLine;
using TcpVet.Cli.Commands;
using TcpVet.Cli.Output;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;
using TcpVet.Operations.Records;

namespace TcpVet.Cli.Input;

/// <summary>Finds the places that a command line names (<c>--netns</c>, <c>--from</c>, the environment variable TCPDIAG_FILE).</summary>
internal static class Places
{
    /// <summary>The places to look at.</summary>
    /// <exception cref="RequestException">The options contradict each other or the file is no record.</exception>
    public static IReadOnlyList<Place> From(ParseResult parse)
    {
        string? netns = parse.GetValue(CommonOptions.Netns);
        FileInfo? file = FileOf(parse);
        if (file is null)
        {
            return [.. LiveNamespaces.Of(netns, Spoken.Notices()).Select(found => new LivePlace(found))];
        }

        if (RecordFile.Read(file) is not { } capture)
        {
            return netns is null or LiveNamespaces.Every
                ? [new DumpPlace(file)]
                : throw new RequestException("--netns: a raw dump does not tell namespaces apart");
        }

        IEnumerable<NetnsCapture> chosen = netns switch
        {
            null => capture.Namespaces.Take(1),
            LiveNamespaces.Every => capture.Namespaces,
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
    public static string Label(IReadOnlyList<Place> places) => places.Count == 1 ? places[0].Label : LiveNamespaces.Every;

    private static bool Matches(NetnsIdentity identity, string word) =>
        identity.Name == word || identity.Label == word || identity.Pid?.ToString() == word;
}
