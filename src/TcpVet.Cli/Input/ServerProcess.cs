using TcpVet.Configs.HAProxy;
using TcpVet.Configs.Httpd;
using TcpVet.Configs.Nginx;
using TcpVet.Configs.Text;
using TcpVet.Configs.Tomcat;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Operations.Files;

namespace TcpVet.Cli.Input;

/// <summary>A running server whose configuration can be found.</summary>
internal sealed class ServerProcess
{
    // nginx has 1 MB, HAProxy with symbols 20.
    private const int MostProgram = 32 << 20;

    private readonly ProcFsRoot root;
    private readonly ProcessLaunch launch;
    private readonly IReadOnlyList<string> arguments;
    private readonly ConfigurationKind kind;

    private ServerProcess(ProcFsRoot root, ProcessFacts process, ConfigurationKind kind, ProcessLaunch launch, IReadOnlyList<string> arguments)
    {
        (this.root, this.kind, this.launch, this.arguments) = (root, kind, launch, arguments);
        Process = new ProcessRef(process.Pid, process.Name);
    }

    /// <summary>The process.</summary>
    public ProcessRef Process { get; }

    /// <summary>The same for every process of one server: workers show what their master shows.</summary>
    public string Identity => $"{kind}\0{launch.Directory()}\0{string.Join('\0', arguments)}\0{launch.SystemRoot(out _) is { Length: > 0 }}";

    /// <summary>Whether a process may be one: judged by names alone, before anything is read.</summary>
    public static bool MayBe(ProcessFacts process) => KindOf(process) is not null;

    /// <summary>The server that a process is; null for a worker that does not know its configuration, and for Java that is no Tomcat.</summary>
    public static ServerProcess? Of(ProcFsRoot root, ProcessFacts process)
    {
        ProcessLaunch launch = new(root, process.Pid);
        IReadOnlyList<string> arguments = launch.Arguments();
        return KindOf(process) switch
        {
            ConfigurationKind.Nginx when !NginxInvocation.IsMaster(arguments) => null,
            ConfigurationKind.Tomcat when TomcatProcess.Of(arguments) is null => null,
            { } kind when arguments.Count > 0 => new ServerProcess(root, process, kind, launch, arguments),
            _ => null,
        };
    }

    /// <summary>Reads its configuration.</summary>
    /// <param name="limits">What it may cost.</param>
    /// <param name="quoted">Whether mistakes may be told with what was found instead, where the file is the superuser's.</param>
    /// <param name="why">Why the result is null.</param>
    public Configuration? Read(ConfigLimits limits, bool quoted, out string why)
    {
        if (launch.SystemRoot(out why) is not { } systemRoot)
        {
            return null;
        }

        ConfigScope scope = new() { SystemRoot = systemRoot.Length == 0 ? null : systemRoot, Limits = limits };
        ConfigSource source = DiskTree.Source(scope);
        Configuration? configuration = kind switch
        {
            ConfigurationKind.Nginx => Nginx(source, systemRoot, out why),
            ConfigurationKind.HAProxy => HAProxy(source, systemRoot, out why),
            ConfigurationKind.Httpd => Httpd(source, systemRoot, out why),
            _ => Tomcat(source, systemRoot, out why),
        };
        if (configuration is { Files.Count: 0, Problems: [{ } first, ..] })
        {
            why = $"{first.File}: {first.Message}";
            return null;
        }

        return configuration is null ? null : configuration with { Origin = ConfigurationOrigin.Process, Process = Process, Problems = Discreet(configuration.Problems, quoted && systemRoot.Length == 0) };
    }

    private static ConfigurationKind? KindOf(ProcessFacts process)
    {
        string program = process.Executable is { Length: > 0 } path ? path[(path.LastIndexOf('/') + 1)..].Split(' ', 2)[0] : process.Name;
        return program switch
        {
            "nginx" or "openresty" => ConfigurationKind.Nginx,
            "haproxy" => ConfigurationKind.HAProxy,
            "apache2" or "httpd" => ConfigurationKind.Httpd,
            "java" or "jsvc" => ConfigurationKind.Tomcat,
            _ => null,
        };
    }

    private Configuration? Nginx(ConfigSource source, string systemRoot, out string why)
    {
        NginxBuild? build = launch.Program(MostProgram) is { } program ? NginxBuild.Of(program) : null;
        NginxInvocation invocation = NginxInvocation.Of(arguments, build, launch.Directory());
        return Allowed(source, systemRoot, invocation.File, out why) ? NginxParser.Parse(source, invocation.File!) with { Version = build?.Version } : null;
    }

    private Configuration? HAProxy(ConfigSource source, string systemRoot, out string why)
    {
        string? version = launch.Program(MostProgram) is { } program ? HAProxyInvocation.VersionOf(program) : null;
        IReadOnlyList<string> paths = HAProxyInvocation.Of(arguments, launch.Directory()).Paths;
        why = "its command line names no file";
        foreach (string path in paths)
        {
            if (!Allowed(source, systemRoot, path, out why))
            {
                return null;
            }
        }

        return paths.Count == 0 ? null : HAProxyParser.Parse(source, paths, version);
    }

    private Configuration? Httpd(ConfigSource source, string systemRoot, out string why)
    {
        HttpdProgram? program = launch.Program(MostProgram) is { } image ? HttpdProgram.Of(image) : null;
        HttpdProcess? found = HttpdProcess.Of(arguments, program);
        return Allowed(source, systemRoot, found?.ConfigFile, out why) ? HttpdParser.Parse(source, found!.ConfigFile, found.Start) : null;
    }

    private Configuration? Tomcat(ConfigSource source, string systemRoot, out string why)
    {
        TomcatProcess? found = TomcatProcess.Of(arguments);
        return Allowed(source, systemRoot, found?.ServerXml, out why)
            ? TomcatParser.Parse(source, found!.ServerXml) with { Version = found.CatalinaJar is { } jar ? TomcatVersionOf(source, systemRoot, jar) : null } : null;
    }

    private static string? TomcatVersionOf(ConfigSource source, string systemRoot, string jar)
    {
        if (source.Look(jar) != FileLook.File || source.Resolved(jar) is not { } resolved)
        {
            return null;
        }

        try
        {
            using FileStream stream = File.OpenRead(systemRoot + resolved);
            return TomcatVersion.Of(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Else a process that only calls itself nginx could make tcpvet, run as root, read any file for it.
    private bool Allowed(ConfigSource source, string systemRoot, string? path, out string why)
    {
        why = path is null ? "neither its command line nor its program says which file it reads" : "";
        if (path is null)
        {
            return false;
        }

        string? resolved = source.Resolved(path);
        bool allowed = resolved is not null && (source.Look(path) == FileLook.Absent || ProcessRights.Of(root, Process.Pid)?.MayRead(systemRoot, resolved) == true);
        why = allowed ? "" : $"{path}: a file that the process itself may not read is not read for it";
        return allowed;
    }

    // What a parser found instead of what it expected is a piece of the file. Where the file is not known to be this machine's own
    // and its superuser's, the place alone is told.
    private ConfigProblem[] Discreet(IReadOnlyList<ConfigProblem> problems, bool quoted)
    {
        bool trusted = quoted && ProcessRights.Of(root, Process.Pid) is { Uid: 0 };
        return [.. trusted ? problems : problems.Select(problem => problem.Unread ? problem : problem with { Message = "was not understood here" })];
    }
}
