using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Readings;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;
using TcpVet.Operations.Servers;
using TcpVet.Rules.Catalog;

namespace TcpVet.Operations.Checkup;

/// <summary>Reads namespaces of the live host into one capture, with the configurations that apply to them.</summary>
/// <param name="host">The host.</param>
/// <param name="request">How.</param>
/// <param name="cancellation">Ends the waiting.</param>
internal sealed class NamespaceSampler(LiveHost host, CaptureRequest request, CancellationToken cancellation)
{
    private readonly ServerConfigurations servers = new(host.Root, quoted: false);

    /// <summary>Takes one sample: two readings, an interval apart.</summary>
    /// <param name="namespaces">What to read.</param>
    /// <param name="interval">The time between the readings; zero for one reading.</param>
    /// <param name="recordSockets">How many sockets to put into the record.</param>
    /// <param name="progress">Told each second how long the wait still lasts; null where nobody waits.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Capture Read(IReadOnlyList<NetworkNamespace> namespaces, TimeSpan interval, int recordSockets, Action<TimeSpan>? progress)
    {
        CaptureOptions options = new()
        {
            Interval = interval,
            IdleThreshold = request.Rules.IdleThreshold(),
            BindQuestions = request.BindQuestions,
            RecordSockets = recordSockets,
            Version = ProgramVersion.Text,
            Progress = progress,
        };
        int? others = request.Netns == LiveNamespaces.Every ? 0 : Others(namespaces.Count);
        Capture capture = new HostReader(host).Read(namespaces, others, options, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return servers.AddTo(BootSettings.Beside(capture));
    }

    /// <summary>What only grows needs three samples: a rule that asks for it can say how to get it.</summary>
    public static Capture TooFew(Capture capture) => capture.SamplesMs.Count >= 3 ? capture
        : capture with { Missing = [.. capture.Missing, new MissingFact(FactNames.Samples, "--samples 3 or more, or --watch")] };

    /// <summary>When a sample was taken, on the clock of <see cref="Environment.TickCount64"/>, which only goes forward.</summary>
    public static long TickOf(Capture sample)
    {
        // The facts take their time after the last reading.
        double late = Math.Clamp((TimeProvider.System.GetUtcNow() - sample.TakenAt).TotalMilliseconds, 0, 60_000);
        return Environment.TickCount64 - (long)late;
    }

    // How many namespaces there are besides is a hint, never worth failing for.
    private int? Others(int examined)
    {
        try
        {
            return Math.Max(0, host.Namespaces.All().Namespaces.Count - examined);
        }
        catch (KernelException)
        {
            return null;
        }
    }
}
