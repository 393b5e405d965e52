using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Paths;

/// <summary>TV403: data has arrived, and the program here does not read it.</summary>
internal sealed class ReaderStalled : Rule
{
    private static readonly Threshold MinCount = new("TV403.min_count", 3, "connections", "engineering default: an idle pooled connection may hold a last word of the server unread", "information from so many on; fewer only when the buffer is half full or the data is lone_age_ms old");
    private static readonly Threshold LoneAge = new("TV403.lone_age_ms", 60_000, "ms", "engineering default", "information for any number, once the data is so old");
    private static readonly Threshold WarnAge = new("TV403.warn_age_ms", 20_000, "ms", "engineering default: a batch or a pause of the garbage collector ends sooner", "warning when the data is so old and a buffer is half full, or many_count hold some");
    private static readonly Threshold ManyCount = new("TV403.many_count", 5, "connections", "engineering default", "warning when so many hold unread data");
    private static readonly Threshold WarnShare = new("TV403.warn_share", 10, "%", "engineering default", "and they are so large a share of the program's connections there");

    public override string Code => "TV403";

    public override string Name => "reader-stalled";

    public override string Summary => "A program here has stopped reading: data lies in its sockets unread";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV102", "TV201", "TV202", "TV213", "TV215", "TV504"];

    public override IReadOnlyList<string> Complaints => ["Recv-Q grows and stays", "the service is up and does not answer", "zero window"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The peer's data has arrived and lies in the receive buffer, and the program does not call `read()`. When the buffer is full, the kernel closes the window, and the sender has to wait (TV401 on its host).

        ## Why it hurts
        Requests are received and not worked on; the peer's time-outs run. A full buffer stops the sender, and its sender, and so on. The buffers are kernel memory: many of them bring all TCP of the host under pressure (TV501).

        ## How we know
        `idiag_rqueue` of an established connection is above 0 and its last data came more than 10 s ago (`tcpi_last_data_recv`): nothing has come since because nothing has been read, or because the peer said all it had to say. A connection that has less unread than at the first reading is read, slowly, and is not counted. Connections that nobody has accepted (inode 0) are named after the process that listens.

        ## What to do
        A thread dump shows what the program waits for: a lock, a database, a slow disk, a full queue of its own. Free the reader: a time-out for what it waits for, more workers, or less work in the thread that reads. If the buffer is small and the data old, look for a pool that keeps idle connections on which the server has already said goodbye.

        ## What does not help

        ## When to ignore
        A consumer that works in batches and pauses between them on purpose. A connection held open and never read by design, as some protocols do for the one direction that they do not use.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a larger tcp_rmem or SO_RCVBUF", "the buffer takes longer to fill, the program reads no sooner") { Page = "A larger `tcp_rmem` or `SO_RCVBUF`: it takes longer to fill, and the program reads no sooner." },
        UselessRemedy.OnPage("`tcp_moderate_rcvbuf`: buffer sizes follow a program that reads."),
        UselessRemedy.OnPage("Killing the connection: the peer comes again."),
        new("closing the connections from outside", "the peer comes again, and the program still does not read") { Page = "" },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, LoneAge, WarnAge, ManyCount, WarnShare];

    // A service has many peers; an outgoing pile is told from others by its destination.
    public override FindingSubject Lasting(FindingSubject subject) => subject.Local is null ? subject : subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input)
    {
        IEnumerable<Finding> findings = ConnectionPile.ByHolder(input, Unread)
            .Where(pile => IsUnread(pile, input))
            .Select(pile => Stalled(pile, Weigh(pile, input), input));
        return RuleAnswer.From([.. findings], ConnectionPile.Unknown(input));
    }

    /// <summary>
    /// Who does not accept, or does not read the end of streams at the same service, does not read there either. A process without
    /// descriptors cannot accept, and can read what it has accepted.
    /// </summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => cause.Code switch
    {
        "TV102" => Related.BySide(symptom.Subject, cause.Subject),
        "TV504" => cause.Confidence == Confidence.Certain && Related.BySubject(symptom.Subject, cause.Subject) && IsUnaccepted(symptom, input),
        _ => Related.ByService(symptom.Subject, cause.Subject),
    };

    private static bool IsUnaccepted(Finding symptom, RuleInput input) => ConnectionPile.ByHolder(input, Unread)
        .Any(pile =>
            pile.Inbound && Related.Bare(pile.Subject(Unread)) == Related.Bare(symptom.Subject) && Waiting(pile) * 2 > pile.Sum(Unread));

    private static long Waiting(ConnectionPile pile) => pile.Sum(group => group.Ownership == Ownership.None ? group.Stalled : 0);

    private static long Unread(ConnectionGroup group) => group.Stalled;

    // One buffer that is half full is enough; of little data it takes several, or a great age.
    private static bool IsUnread(ConnectionPile pile, RuleInput input)
    {
        long stalled = pile.Sum(Unread);
        RuleSettings set = input.Settings;
        return stalled > 0
            && (pile.Sum(group => group.StalledHalfFull) > 0
                || stalled >= set[MinCount]
                || pile.Most(group => group.StalledLongestMs) >= set[LoneAge]);
    }

    private static Severity Weigh(ConnectionPile pile, RuleInput input)
    {
        long stalled = pile.Sum(Unread);
        long full = pile.Sum(group => group.StalledHalfFull);
        long age = pile.Most(group => group.StalledLongestMs);
        RuleSettings set = input.Settings;
        if (TcpMemory.IsHeldBy(pile.Sum(group => group.StalledBytes), input))
        {
            return Severity.Critical;
        }

        bool many = full > 0 || stalled >= set[ManyCount];
        return many && age >= set[WarnAge] && stalled * 100.0 >= set[WarnShare] * pile.Count ? Severity.Warning : Severity.Info;
    }

    private Finding Stalled(ConnectionPile pile, Severity severity, RuleInput input)
    {
        long stalled = pile.Sum(Unread);
        long full = pile.Sum(group => group.StalledHalfFull);
        ProcessRef? process = pile.Process(Unread);
        long unaccepted = Waiting(pile);
        Phrase where = pile.Inbound ? (Phrase)$" on {Who.Service(pile.End)}" : pile.Remote(Unread) is { } peer ? (Phrase)$" from {Who.Short(peer)}" : "";
        Phrase title = $"{Who.Process(process)} does not read{where}: {Figure.Count(stalled, "connection")}, data up to {Figure.Time(pile.Most(group => group.StalledLongestMs))} old";
        List<Evidence> evidence =
        [
            new("with unread data older than 10 s, of established", $"{Figure.Of(stalled)} of {Figure.Of(pile.Count)}", "sock_diag: idiag_rqueue, tcpi_last_data_recv"),
            new("of them, receive buffer more than half full", Figure.Of(full), "sock_diag: idiag_rqueue, INET_DIAG_SKMEMINFO"),
            new("unread data", Figure.Bytes(pile.Sum(group => group.StalledBytes)), "sock_diag: idiag_rqueue"),
            new("longest since data came", Figure.Time(pile.Most(group => group.StalledLongestMs)), "sock_diag: tcpi_last_data_recv"),
        ];
        if (unaccepted > 0)
        {
            evidence.Add(new("of them, never accepted by any process", Figure.Of(unaccepted), "sock_diag: idiag_inode 0"));
        }

        return Found(severity, (full > 0 && input.Capture.IntervalMs > 0) || unaccepted > 0 ? Confidence.Likely : Confidence.Possible,
            title, pile.Subject(Unread)) with
        {
            Figures =
            [
                FindingFigure.Count("connections", stalled, "connections"),
                FindingFigure.Count("established", pile.Count, "connections"),
                FindingFigure.Bytes("unread_bytes", pile.Sum(group => group.StalledBytes)),
                FindingFigure.Duration("longest", pile.Most(group => group.StalledLongestMs)),
            ],
            Evidence = [.. evidence, .. pile.Holder(Unread)],
            Cause = (unaccepted * 2 > stalled ? (Phrase)"Connections wait for accept() with their requests in them: the program has stopped taking them." : "Data has arrived and the program does not read it: its threads are blocked or busy elsewhere.")
                + (full > 0 ? " Where the buffer is full the sender has to stop." : " Little lies in the buffers: it may be a last word on connections that nobody uses.")
                + (severity == Severity.Critical ? " The unread data is a large part of the host's TCP memory, which is under pressure." : ""),
            Remedies = Remedies(pile, process, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    private static List<Remedy> Remedies(ConnectionPile pile, ProcessRef? process, RuleInput input)
    {
        ProcessFacts? facts = input.Process(process);
        List<Remedy> remedies = [.. KnownSoftware.Remedies(Fault.SlowReader, facts)];
        if (process is not null
            && KnownSoftware.ThreadDump(process, facts) is { } dump
            && !remedies.Exists(remedy => remedy.Command == dump))
        {
            remedies.Insert(0, new(RemedyLevel.Application, "See what keeps the program from reading", dump));
        }

        remedies.Add(new(RemedyLevel.Application, "Free the thread that reads: time-outs on what it waits for, more workers, less work in it"));
        remedies.Add(new(RemedyLevel.Application, "Look at the connections, with their queues and memory", pile.ListCommand()));
        return remedies;
    }
}
