using TcpVet.Lab;
using TcpVet.Linux;
using TcpVet.Linux.ProcFs;
using TcpVet.Tuning.Applying;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Tests.Applying;

/// <summary>A network namespace, a journal and a folder for the persisted file, all of which end with the test.</summary>
internal sealed class Bench : IDisposable
{
    internal const string Somaxconn = "net.core.somaxconn";
    internal const string Range = "net.ipv4.ip_local_port_range";
    internal const string Rmem = "net.ipv4.tcp_rmem";
    internal const string Reserved = "net.ipv4.ip_local_reserved_ports";

    private static readonly LiveHost Host = new(ProcFsRoot.Default);

    private readonly string root = Directory.CreateTempSubdirectory("tcpvet-tuning-").FullName;

    private Bench(Sandbox sandbox)
    {
        Sandbox = sandbox;
        Target = sandbox.Run(() => Targets.Identify(Host.Namespaces.Own()));
        Directory.CreateDirectory(Etc);
    }

    internal static TargetNamespaces Targets { get; } = new(Host);

    internal Sandbox Sandbox { get; }

    internal TargetIdentity Target { get; }

    internal string State => Path.Combine(root, "state");

    internal string Etc => Path.Combine(root, "etc");

    internal string File90 => Path.Combine(Etc, "90-tcpvet.conf");

    internal Journal Journal => Journal.Open(State, make: true)!;

    internal static Bench Make() => new(Require.Sandbox());

    internal string? Value(string setting) => Sandbox.Run(() => new RunningSettings(ProcFsRoot.Default).Read(setting));

    /// <summary>Does something with a tuner, which tells each step to a hook.</summary>
    internal T Tune<T>(Func<Tuner, T> act, Action<string>? reached = null) => Sandbox.Run(() =>
        act(new Tuner(Journal.Open(State, make: true, reached)!, new RunningSettings(ProcFsRoot.Default, reached), ProcFsRoot.Default,
            reached)));

    internal TuningPlan Plan(params (string Setting, string To)[] changes) => Sandbox.Run(() => Planner.Plan(
        Made.Ground(changes.ToDictionary(change => change.Setting, change => Value(change.Setting)!), Target),
        [.. changes.Select(change => Made.Asked(change.Setting, change.To, "TV203"))], []));

    /// <summary>Applies; the timer is armed by nobody, unless a test does.</summary>
    internal JournalEntry Apply(TuningPlan plan, TimeSpan? within = null, string? persistIn = null, Action<string>? reached = null,
        Func<JournalEntry, ArmedTimer>? arm = null) =>
        Tune(tuner => tuner.Apply(plan, new ApplyOrder
        {
            Within = within ?? TimeSpan.FromMinutes(2),
            By = Made.Root,
            PersistIn = persistIn,
            Arm = arm ?? (_ => new ArmedTimer(TimerKind.Process, "0")),
        }), reached);

    public void Dispose()
    {
        Sandbox.Dispose();
        Directory.Delete(root, recursive: true);
    }
}
