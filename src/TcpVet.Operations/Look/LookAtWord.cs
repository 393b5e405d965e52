using TcpVet.Knowledge;
using TcpVet.Linux;
using TcpVet.Linux.Filters;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Records;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Look;

/// <summary>
/// <c>tcpvet :8080</c>, <c>tcpvet 10.0.0.7</c>, <c>tcpvet nginx</c>, <c>tcpvet TIME_WAIT</c>: shows what there is to a word.
/// </summary>
public static class LookAtWord
{
    private const int MostRows = 10;

    /// <summary>Looks.</summary>
    /// <param name="host">The live host.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="notices">Takes what the reader should know, and how long the waiting lasts.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="RequestException">The word names nothing, or the record cannot be used.</exception>
    public static LookAnswer Run(LiveHost host, LookRequest request, Notices notices, CancellationToken cancellation)
    {
        // Several questions are asked of the same sockets: what they have to say is said once.
        Notices said = notices;
        notices = new Notices(said.Once, said.Wait);
        Capture? record = request.Place.Record is { } file ? RecordFile.Read(file) : null;
        bool dump = request.Place.Record is not null && record is null;
        WordSubject subject = WordReader.Read(request.Word, word => Runs(host, request, record, word));
        if (subject.Hint is { } hint)
        {
            notices.Say(hint);
        }

        SocketRequest tcp = Sockets(subject, request.Place, Protocol.Tcp);
        StatesAnswer states = CountStates.Run(host, new StatesRequest(tcp, Exact: false), notices);
        CheckupAnswer? checkup = subject.Kind == WordKind.State || dump ? null
            : HostCheckup.Run(host, request.Checkup, notices, cancellation);
        return new LookAnswer(subject, states.Origin)
        {
            Page = subject.State is { } state ? Explainer.Find(state.Name()).FirstOrDefault() : null,
            Tcp = states.Counts,
            Udp = subject.Kind == WordKind.State || dump ? 0 : Udp(host, Sockets(subject, request.Place, Protocol.Udp), notices),
            Listeners = dump ? [] : Listeners(host, request.Place, subject),
            Peers = subject.Kind is WordKind.State or WordKind.Port or WordKind.Process
                ? CountPeers.Run(host, new PeersRequest(Connected(tcp), MostRows, Resolve: false), notices) : null,
            Connections = CountSockets.Run(host, new CountRequest(Connected(tcp), Keys(subject.Kind), MostRows), notices),
            Findings = checkup?.Diagnosis.Findings.Where(finding => IsAbout(finding, subject, checkup.Capture)).ToArray(),
            CannotTell = checkup?.Diagnosis.CannotTell ?? [],
        };
    }

    private static SocketRequest Sockets(WordSubject subject, PlaceRequest place, Protocol protocol) =>
        new(new Selection([protocol], null, TcpStateSet.All, TcpStateSet.All, subject.Filter), place);

    // A listener is no connection; it stands in its own table.
    private static SocketRequest Connected(SocketRequest all) =>
        all with { Selection = all.Selection with { TcpStates = TcpStateSet.All - TcpStateSet.Of(TcpState.Listen) } };

    private static long Udp(LiveHost host, SocketRequest sockets, Notices notices) =>
        CountStates.Run(host, new StatesRequest(sockets, Exact: true), notices).Counts.Values.Sum();

    private static IReadOnlyList<CountKey> Keys(WordKind kind) =>
        [.. Names(kind).Select(name => CountKey.All.First(key => key.Name == name))];

    private static string[] Names(WordKind kind) => kind switch
    {
        WordKind.State => ["service", "process"],
        WordKind.Port => ["state", "process"],
        WordKind.Host => ["state", "local", "lport", "peer", "rport", "process"],
        _ => ["state", "service", "rport"],
    };

    private static IReadOnlyList<Listener> Listeners(LiveHost host, PlaceRequest place, WordSubject subject)
    {
        if (subject.Kind is WordKind.State or WordKind.Host)
        {
            return [];
        }

        ProcessPattern? process = subject.Kind == WordKind.Process ? ProcessPattern.Parse(subject.Text) : null;
        ListenersRequest request = new(place, Tcp: true, Udp: true, null, Resolve: false);
        ListenersAnswer answer = SurveyListeners.Run(host, request, Notices.None);
        return [.. answer.Listeners.Where(listener => process is null
            ? listener.Facts.Local.Port == subject.Port
            : listener.Facts.Processes.Any(holder => process.Matches(holder.Pid, holder.Name)))];
    }

    private static bool Runs(LiveHost host, LookRequest request, Capture? record, string word)
    {
        if (request.Place.Record is null)
        {
            return WordReader.Running(host, word);
        }

        ProcessPattern pattern = ProcessPattern.Parse(word);
        return record?.Processes.Any(process => pattern.Matches(process.Pid, process.Name)) == true;
    }

    private static bool IsAbout(Finding finding, WordSubject subject, Capture capture)
    {
        FindingSubject about = finding.Subject;
        return subject.Kind switch
        {
            WordKind.Port => about.Local?.Port == subject.Port || about.Peer?.Port == subject.Port
                || (about is { Local: null, Peer: null } && Serves(about.Process, subject, capture)),
            WordKind.Host => about.Peer?.Addr == subject.Address || about.Local?.Addr == subject.Address,
            WordKind.Process => about.Process is { } process && ProcessPattern.Parse(subject.Text).Matches(process.Pid, process.Name),
            _ => false,
        };
    }

    // What is wrong with a process as a whole, its descriptors for example, is wrong with the port that it serves.
    private static bool Serves(ProcessRef? process, WordSubject subject, Capture capture) =>
        process is not null && capture.Namespaces.Any(netns => netns.Listeners.Any(listener =>
            listener.Local.Port == subject.Port && listener.Processes.Any(holder => holder.Pid == process.Pid)));
}
