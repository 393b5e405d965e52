using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;
using TcpVet.Operations.Records;

namespace TcpVet.Operations.Sources;

/// <summary>Finds the places that a request names.</summary>
/// <param name="host">The live host.</param>
/// <param name="notices">Takes what could not be looked at.</param>
public sealed class Places(LiveHost host, Notices notices)
{
    /// <summary>The places to look at, at least one.</summary>
    /// <exception cref="RequestException">The words of the request contradict each other, or the file is no record.</exception>
    /// <exception cref="CaptureFormatException">The file looks like a record and is damaged.</exception>
    /// <exception cref="KernelException">There is no such namespace, or it may not be looked at.</exception>
    public IReadOnlyList<Place> Find(PlaceRequest request)
    {
        if (request.Record is { } file)
        {
            return Recorded(file, request.Netns);
        }

        List<Place> places = [];
        foreach (NetworkNamespace netns in Live(request.Netns))
        {
            places.Add(Of(netns));
        }

        return places;
    }

    /// <summary>A live namespace as a place.</summary>
    public LivePlace Of(NetworkNamespace netns) => new(netns, host, notices);

    /// <summary>Live namespaces by a word; the own one without.</summary>
    /// <param name="netns">A name, a path, a process id or <see cref="LiveNamespaces.Every"/>; null for the own one.</param>
    /// <exception cref="KernelException">There is none, or it may not be looked at.</exception>
    public IReadOnlyList<NetworkNamespace> Live(string? netns) => LiveNamespaces.Of(host.Namespaces, netns, notices);

    /// <summary>Looks at one place after the other. Of several, one that has gone since they were listed is told and passed over.</summary>
    /// <exception cref="NamespaceEntryException">The only one could not be entered.</exception>
    public void Each(IReadOnlyList<Place> places, Action<Place> look)
    {
        foreach (Place place in places)
        {
            try
            {
                look(place);
            }
            catch (NamespaceEntryException exception) when (places.Count > 1)
            {
                notices.Say(exception.Message);
            }
        }
    }

    private List<Place> Recorded(FileInfo file, string? netns)
    {
        if (RecordFile.Read(file) is not { } capture)
        {
            return netns is null or LiveNamespaces.Every
                ? [new DumpPlace(file, host)]
                : throw new RequestException("--netns: a raw dump does not tell namespaces apart");
        }

        List<Place> places = [];
        foreach (NetnsCapture found in capture.Namespaces)
        {
            if (netns is null ? places.Count == 0 : netns == LiveNamespaces.Every || Matches(found.Netns, netns))
            {
                places.Add(new CapturedPlace(capture, found, host));
            }
        }

        string held = string.Join(", ", capture.Namespaces.Select(found => found.Netns.Label));
        return places.Count > 0 ? places
            : throw new RequestException($"--netns: the capture holds no namespace '{netns}'; it holds {held}");
    }

    private static bool Matches(NetnsIdentity identity, string word) =>
        identity.Name == word || identity.Label == word || identity.Pid?.ToString() == word;
}
