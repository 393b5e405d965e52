using TcpVet.Linux.Interop;
using TcpVet.Model;
using TcpVet.Probes.Engine;
using TcpVet.Probes.Results;
using TcpVet.Probes.Tcp;
using TcpVet.Probes.Udp;

namespace TcpVet.Probes.Runs;

/// <summary>Asks many ports, each once: paced, as many at a time as descriptors allow, over one event loop on the calling thread, in its
/// network namespace.</summary>
public sealed class ProbeRun
{
    // Descriptors that the rest of the program needs.
    private const int Reserve = 64;
    private const int MostAtOnce = 4096;

    private readonly ProbeOptions options;
    private readonly Func<InetAddress, bool> isLocal;
    private readonly Action<ProbeResult> report;
    private readonly CancellationToken cancellation;
    private readonly EventLoop loop;
    private readonly Pacer remote;
    private readonly Pacer local;
    private readonly RefusalPace refusals = new();
    private readonly HashSet<PortProbe> running = [];
    private readonly int most;
    private int left;

    private ProbeRun(ProbeOptions options, Func<InetAddress, bool> isLocal, Action<ProbeResult> report, EventLoop loop,
        CancellationToken cancellation)
    {
        this.options = options;
        this.isLocal = isLocal;
        this.report = report;
        this.loop = loop;
        this.cancellation = cancellation;
        remote = new Pacer(options.Rate, Burst(options.Rate));
        local = new Pacer(options.LocalRate, Burst(options.LocalRate));
        most = Math.Clamp(SocketCalls.DescriptorLimit() - Reserve, 16, MostAtOnce);
    }

    /// <summary>Asks every port and reports each result as soon as it is known.</summary>
    /// <param name="questions">The ports, in the order of asking.</param>
    /// <param name="options">How to ask.</param>
    /// <param name="isLocal">Whether an address is one of this host's: those are asked faster.</param>
    /// <param name="report">Gets each result, on the calling thread.</param>
    /// <param name="cancellation">Ends the run; what was not answered yet is not reported.</param>
    /// <exception cref="KernelException">No descriptor is left.</exception>
    public static void Ask(
        IReadOnlyList<ProbeQuestion> questions, ProbeOptions options, Func<InetAddress, bool> isLocal, Action<ProbeResult> report,
        CancellationToken cancellation)
    {
        using EventLoop loop = new(cancellation);
        new ProbeRun(options, isLocal, report, loop, cancellation).Go(questions);
    }

    private static int Burst(int rate) => Math.Clamp(rate / 20, 1, 64);

    private void Go(IReadOnlyList<ProbeQuestion> questions)
    {
        left = questions.Count;
        foreach (ProbeQuestion question in questions.Where(question => question.Protocol == Protocol.Udp))
        {
            refusals.Expect(question);
        }

        int next = 0;
        try
        {
            while (left > 0 && !cancellation.IsCancellationRequested)
            {
                long now = EventLoop.NowUs;
                while (next < questions.Count && running.Count < most && Pace(questions[next]).NextUs <= now)
                {
                    Start(questions[next++]);
                    // Answers of near hosts are there at once: taken late, they would have a long round trip.
                    loop.Turn(now);
                    now = EventLoop.NowUs;
                }

                if (left > 0)
                {
                    loop.Turn(next < questions.Count && running.Count < most ? Pace(questions[next]).NextUs : long.MaxValue);
                }
            }
        }
        finally
        {
            foreach (PortProbe probe in running)
            {
                probe.Dispose();
            }
        }
    }

    private Pacer Pace(ProbeQuestion question) => isLocal(question.Peer.Addr) ? local : remote;

    private void Start(ProbeQuestion question)
    {
        if (question.Protocol == Protocol.Tcp)
        {
            Run((pay, done) => new TcpProbe(question, options, loop, pay, done), question, Final);
        }
        else
        {
            Run((pay, done) => new UdpProbe(question, options, loop, pay, done), question, result => TakeUdp(question, result));
        }
    }

    private void Run(Func<Action<int>, Action<ProbeResult>, PortProbe> make, ProbeQuestion question, Action<ProbeResult> done)
    {
        Pacer pacer = Pace(question);
        PortProbe? probe = null;
        probe = make(packets => pacer.Spend(packets, EventLoop.NowUs), result =>
        {
            running.Remove(probe!);
            done(result);
        });
        running.Add(probe);
        probe.Start();
    }

    private void TakeUdp(ProbeQuestion question, ProbeResult result)
    {
        foreach (ProbeResult final in refusals.Take(question, result))
        {
            Final(final);
        }

        AskAgain(question);
    }

    private void AskAgain(ProbeQuestion ofHost)
    {
        if (refusals.Again(ofHost) is not { } again)
        {
            return;
        }

        loop.At(EventLoop.NowUs + RefusalPace.PauseUs, () =>
        {
            TimeSpan pause = TimeSpan.FromMicroseconds(RefusalPace.PauseUs);
            ProbeOptions patient = options with { Timeout = options.Timeout < pause ? options.Timeout : pause };
            Run((pay, done) => new UdpProbe(again.Question, patient, loop, pay, done, once: true), again.Question, second =>
            {
                int attempts = again.First.Attempts + second.Attempts;
                Final(second.Silent ? again.First with { Attempts = attempts } : second with { Attempts = attempts });
                AskAgain(again.Question);
            });
        });
    }

    private void Final(ProbeResult result)
    {
        left--;
        report(result);
    }
}
