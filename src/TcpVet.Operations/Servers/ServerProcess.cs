using TcpVet.Configs;
using TcpVet.Configs.Kinds;
using TcpVet.Configs.Text;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Operations.Files;

namespace TcpVet.Operations.Servers;

/// <summary>A running server whose configuration can be found.</summary>
internal sealed class ServerProcess
{
    // nginx has 1 MB, HAProxy with symbols 20.
    private const int MostProgram = 32 << 20;

    private readonly ProcFsRoot root;
    private readonly ProcessLaunch launch;
    private readonly LaunchFacts facts;
    private readonly ConfigKind kind;

    private ServerProcess(ProcFsRoot root, ProcessFacts process, ConfigKind kind, ProcessLaunch launch, IReadOnlyList<string> arguments)
    {
        (this.root, this.kind, this.launch) = (root, kind, launch);
        facts = new LaunchFacts(arguments, launch.Directory(), () => launch.Program(MostProgram));
        Process = new ProcessRef(process.Pid, process.Name);
    }

    /// <summary>The process.</summary>
    public ProcessRef Process { get; }

    /// <summary>The same for every process of one server: workers show what their master shows.</summary>
    public string Identity =>
        $"{kind.Kind}\0{facts.Directory}\0{string.Join('\0', facts.Arguments)}\0{launch.SystemRoot(out _) is { Length: > 0 }}";

    /// <summary>Whether a process may be one: judged by names alone, before anything is read.</summary>
    public static bool MayBe(ProcessFacts process) => KindOf(process) is not null;

    /// <summary>
    /// The server that a process is; null for a worker that does not know its configuration, and for Java that is no Tomcat.
    /// </summary>
    public static ServerProcess? Of(ProcFsRoot root, ProcessFacts process)
    {
        ProcessLaunch launch = new(root, process.Pid);
        IReadOnlyList<string> arguments = launch.Arguments();
        return KindOf(process) is { } kind && arguments.Count > 0 && kind.IsServer(arguments)
            ? new ServerProcess(root, process, kind, launch, arguments)
            : null;
    }

    /// <summary>Reads its configuration, as the user that it runs as: what that user may not open is not read.</summary>
    /// <param name="limits">What it may cost.</param>
    /// <param name="quoted">Whether mistakes may be told with what was found instead, where the file is the superuser's.</param>
    /// <param name="why">Why the result is null.</param>
    public Configuration? Read(ConfigLimits limits, bool quoted, out string why)
    {
        if (launch.SystemRoot(out why) is not { } systemRoot)
        {
            return null;
        }

        using OpenedRoot? opened = OpenedRoot.TryOpen(systemRoot.Length == 0 ? "/" : systemRoot);
        if (opened is null || ProcessIdentity.Of(root, Process.Pid) is not { } identity)
        {
            why = "it has gone";
            return null;
        }

        Configuration? read = null;
        string told = "";
        if (!identity.Run(() => read = Read(DiskTree.Source(opened, new ConfigScope { Limits = limits }), opened, out told), out why))
        {
            return null;
        }

        why = told;
        bool trusted = quoted && systemRoot.Length == 0 && identity.ReadsAll;
        return read is null ? null : read with { Problems = Discreet(read.Problems, trusted) };
    }

    private Configuration? Read(ConfigSource source, OpenedRoot opened, out string why)
    {
        if (kind.Find(facts, out why) is not { } found)
        {
            return null;
        }

        Configuration configuration = found.Read(source);
        if (configuration is { Files.Count: 0, Problems: [{ } first, ..] })
        {
            why = $"{first.File}: {first.Message}";
            return null;
        }

        return configuration with
        {
            Version = found.VersionFile is { } file ? VersionOf(source, opened, file) : configuration.Version,
            Origin = ConfigurationOrigin.Process,
            Process = Process,
        };
    }

    // The kernel writes " (deleted)" behind the path of a program that was replaced (fs/d_path.c).
    private static ConfigKind? KindOf(ProcessFacts process) => ConfigKinds.OfProgram(
        process.Executable is { Length: > 0 } path ? path[(path.LastIndexOf('/') + 1)..].Split(' ', 2)[0] : process.Name);

    private static string? VersionOf(ConfigSource source, OpenedRoot opened, VersionFile file) =>
        source.Resolved(file.Path) is { } resolved && opened.Read(resolved, MostProgram, forAll: false, out _) is { } content
            ? file.Read(new MemoryStream(content, writable: false)) : null;

    // What a parser found instead of what it expected is a piece of the file. Where the file is not known to be this machine's own
    // and its superuser's, the place alone is told.
    private static ConfigProblem[] Discreet(IReadOnlyList<ConfigProblem> problems, bool trusted) => trusted ? [.. problems]
        : [.. problems.Select(problem => problem.Unread ? problem : problem with { Message = "was not understood here" })];
}
