using TcpVet.Linux;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;
using TcpVet.Operations.Sources;
using TcpVet.Probes.Local;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;
using TcpVet.Probes.Sockets;
using TcpVet.Probes.Targets;

namespace TcpVet.Operations.Probe;

/// <summary>What became of a probe.</summary>
/// <param name="Answers">Every port that has a result, in the order of the request.</param>
/// <param name="NothingUnderstood">True when not one target could be understood.</param>
public sealed record PortProbeAnswer(IReadOnlyList<PortAnswer> Answers, bool NothingUnderstood)
{
    /// <summary>True when every port is open.</summary>
    public bool AllOpen => Answers.All(answer => answer.Result.Verdict == ProbeVerdict.Open);
}

/// <summary><c>probe</c>: asks ports, once or round after round, and hands on what it finds out.</summary>
public sealed class PortProbing
{
    private readonly LiveHost host;
    private readonly PortProbeRequest request;
    private readonly ProbePlan plan;
    private readonly Func<InetAddress, bool> isLocal;
    private readonly IProbeSink sink;
    private readonly CancellationToken cancellation;
    private readonly List<ProbeSeries> series;
    private IReadOnlyList<LocalNamespace>? places;

    private PortProbing(LiveHost host, PortProbeRequest request, ProbePlan plan, Func<InetAddress, bool> isLocal, IProbeSink sink,
        CancellationToken cancellation)
    {
        (this.host, this.request, this.plan, this.isLocal, this.sink, this.cancellation) =
            (host, request, plan, isLocal, sink, cancellation);
        series = [.. plan.Questions.Select(question => new ProbeSeries(question))];
    }

    /// <summary>Asks.</summary>
    /// <param name="host">The host.</param>
    /// <param name="request">What.</param>
    /// <param name="netns">The namespace to ask from.</param>
    /// <param name="origin">The same, as answers name it.</param>
    /// <param name="sink">Takes results as they come.</param>
    /// <param name="cancellation">Ends it; what was found out until then is kept.</param>
    /// <exception cref="RequestException">A file of targets cannot be read, there are too many ports, or a scan is not
    /// confirmed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled while names were looked up.</exception>
    public static PortProbeAnswer Run(
        LiveHost host, PortProbeRequest request, NetworkNamespace netns, Origin origin, IProbeSink sink, CancellationToken cancellation)
    {
        InetAddress here = request.Family == AddressFamily.IPv6 ? new InetAddress(AddressFamily.IPv6, 1) : TargetHabits.Usual.Here;
        TargetHabits habits = new(request.Protocol, here);
        IReadOnlyList<WrittenTarget> targets = ProbeTargets.Read(request.Words, request.StandardInput, habits);
        if (request.RefuseMisspelt && targets.Count > 0 && targets.All(target => target.Target is null))
        {
            string more = targets.Count == 1 ? "" : $"; nor {Quantity.Of(targets.Count - 1, "other")}";
            throw new RequestException($"probe: '{targets[0].Text}' cannot be understood: {targets[0].Mistake}{more}");
        }

        Dictionary<string, NamedAddress> names = NamedAddresses.Find(
            targets.Select(target => target.Target).Where(target => target is { Address: null }).Select(target => target!.Host),
            request.Options.Timeout, cancellation);
        return netns.Run(() =>
        {
            ProbePlan plan = ProbePlan.Of(targets, names, request.Family);
            Dictionary<InetAddress, bool> own = [];
            bool IsLocal(InetAddress address) =>
                own.TryGetValue(address, out bool known) ? known : own[address] = OwnAddress.Has(address);
            plan.RefuseScan(IsLocal, request.ScanIsMeant);
            return new PortProbing(host, request, plan, IsLocal, sink, cancellation).Run(origin);
        });
    }

    private PortProbeAnswer Run(Origin origin)
    {
        sink.Begin(origin, [.. plan.Entries.Select(entry => entry.Known).OfType<ProbeResult>()]);
        long next = Environment.TickCount64;
        for (int round = 1; !cancellation.IsCancellationRequested; round++)
        {
            Ask(round);
            if (!cancellation.IsCancellationRequested)
            {
                sink.Round(round, series);
            }

            if (round == request.Count)
            {
                break;
            }

            // A round that took longer than its time is not made up for.
            next = Math.Max(next + (long)request.Interval.TotalMilliseconds, Environment.TickCount64);
            cancellation.WaitHandle.WaitOne((int)Math.Max(0, next - Environment.TickCount64));
        }

        List<PortAnswer> answers = Answers();
        sink.End(answers);
        return new PortProbeAnswer(answers, plan.NothingUnderstood);
    }

    // Ctrl-C leaves ports that nobody has an answer for: they are left out.
    private List<PortAnswer> Answers()
    {
        Dictionary<ProbeQuestion, ProbeSeries> byQuestion = series.ToDictionary(one => one.Question);
        List<PortAnswer> answers = [];
        foreach (ProbePlanEntry entry in plan.Entries)
        {
            ProbeSeries? one = entry.Question is null ? null : byQuestion[entry.Question];
            if ((entry.Known ?? one?.Last) is { } result)
            {
                answers.Add(new PortAnswer(result, one));
            }
        }

        return answers;
    }

    // What this host knows of a target of its own is read before and after: results of such targets are handed on when the round is over.
    private void Ask(int round)
    {
        Dictionary<(string, InetEndpoint), ProbeSeries> byPeer = series.ToDictionary(one => (one.Question.Target, one.Question.Peer));
        bool first = places is null;
        places ??= LocalNamespace.Find(host, plan.Questions);
        if (!first)
        {
            foreach (LocalNamespace place in places)
            {
                place.LookAgain();
            }
        }

        HashSet<InetAddress> ofThisHost = [.. places.SelectMany(place => place.Addresses)];
        List<ProbeResult> held = [];
        ProbeRun.Ask(
            plan.Questions, request.Options, isLocal,
            result => (ofThisHost.Contains(result.Peer!.Value.Addr) ? held.Add : (Action<ProbeResult>)Take)(result), cancellation);
        foreach (Grouping<InetAddress, ProbeResult> ofHost in held.GroupBy(result => result.Peer!.Value.Addr))
        {
            // A watch of healthy ports need not walk /proc each second for who serves them.
            bool dull = !first && ofHost.All(result => result.Verdict == ProbeVerdict.Open);
            foreach (ProbeResult result in dull ? [.. ofHost] : Join(ofHost.Key, [.. ofHost]))
            {
                Take(result);
            }
        }

        void Take(ProbeResult result)
        {
            ProbeSeries one = byPeer[(result.Target, result.Peer!.Value)];
            one.Add(result);
            sink.Result(round, new PortAnswer(result, one));
        }
    }

    private IReadOnlyList<ProbeResult> Join(InetAddress address, IReadOnlyList<ProbeResult> results) =>
        LocalNamespace.HolderOf(places!, address, results.Sum(result => result.Attempts), NeighbourTable.Read()) is { } holder
            ? new LocalJudge(SafeText.Escape).Judge(results, holder)
            : results;
}
