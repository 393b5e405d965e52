using System.Text;
using TcpVet.Linux.Cgroups;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Owners;

/// <summary>Facts about processes, read when first asked for and kept. Not for use by several threads at once.</summary>
/// <param name="root">Where proc(5) is mounted.</param>
/// <param name="owners">Knows how many descriptors a process has open; null when no walk was made.</param>
public sealed class ProcessTable(ProcFsRoot root, OwnerTable? owners = null)
{
    // Of a program file the first page or so holds the headers and notes; of the mappings, what some thousand lines take.
    private const int ProgramStart = 32 << 10;
    private const int MapsStart = 256 << 10;

    private readonly Dictionary<int, string?> names = [];
    private readonly Dictionary<int, ProcessFacts?> facts = [];
    private readonly Dictionary<FileIdentity, string?> runtimes = [];
    private double? uptime;

    /// <summary>The name (comm) of a process, hostile text; null when it has gone.</summary>
    public string? NameOf(int pid)
    {
        if (!names.TryGetValue(pid, out string? name))
        {
            name = Try(pid, "comm") is { } comm ? ProcessFiles.ParseName(comm) : null;
            names[pid] = name;
        }

        return name;
    }

    /// <summary>The process as findings name it; null when it has gone.</summary>
    public ProcessRef? RefOf(int pid) => NameOf(pid) is { } name ? new ProcessRef(pid, name) : null;

    /// <summary>All facts about a process; those that cannot be read are null, and so is the result when the process has gone.</summary>
    public ProcessFacts? Of(int pid)
    {
        if (!facts.TryGetValue(pid, out ProcessFacts? process))
        {
            process = Read(pid);
            facts[pid] = process;
        }

        return process;
    }

    private ProcessFacts? Read(int pid)
    {
        if (NameOf(pid) is not { } name)
        {
            return null;
        }

        string? cgroup = Try(pid, "cgroup") is { } groups ? ProcessFiles.ParseCgroup(groups) : null;
        DescriptorCounts? open = owners?.Descriptors(pid);
        uptime ??= HostFiles.ReadUptime(root);
        string? executable = Executable(pid);
        byte[]? stat = Try(pid, "stat");
        return new ProcessFacts
        {
            Pid = pid,
            Name = name,
            CommandLine = ProcessFiles.ParseCommandLine(Try(pid, "cmdline")),
            Executable = executable,
            Uid = ProcessFiles.ParseUid(Try(pid, "status")),
            Cgroup = cgroup,
            Unit = cgroup is null ? null : CgroupUnit.Parse(cgroup),
            OpenFiles = open?.OpenFiles,
            OpenSockets = open?.OpenSockets,
            Runtime = ProgramRuntime.ByName(executable) ?? RuntimeOfProgram(pid),
            FilesLimit = ProcessFiles.ParseFilesLimit(Try(pid, "limits")),
            AgeSeconds = ProcessFiles.ParseStart(stat) is { } start && uptime is { } now ? Math.Max(0, now - start) : null,
            Stopped = ProcessFiles.ParseIsStopped(stat),
        };
    }

    private string? Executable(int pid)
    {
        Span<byte> target = new byte[4096];
        nint length = Libc.readlinkat(Libc.AT_FDCWD, NativePath.From(root.At($"{pid}/exe")), target, target.Length);
        return length > 0 ? Encoding.UTF8.GetString(target[..(int)length]) : null;
    }

    /// <summary>Looks into the program, once for all processes that run the same file.</summary>
    /// <remarks>Opening a file of another user's FUSE mount fails at once (fs/fuse/dir.c <c>fuse_allow_current_process</c>): nobody's file
    /// system is waited for.</remarks>
    private string? RuntimeOfProgram(int pid)
    {
        using FileDescriptor? program = FileDescriptor.TryOpen(root.At($"{pid}/exe"), out _);
        if (program?.Identity() is not { } identity)
        {
            return null;
        }

        if (!runtimes.TryGetValue(identity, out string? runtime))
        {
            runtime = ProcFsRoot.ReadUpTo(program, ProgramStart, out _) is { } start && ProgramRuntime.IsGo(start) ? "go" : null;
            using FileDescriptor? maps = runtime is null ? FileDescriptor.TryOpen(root.At($"{pid}/maps"), out _) : null;
            runtime ??= maps is null ? null : ProgramRuntime.ByMaps(ProcFsRoot.ReadUpTo(maps, MapsStart, out _));
            runtimes[identity] = runtime;
        }

        return runtime;
    }

    private byte[]? Try(int pid, string file) => root.TryRead($"{pid}/{file}", out _);
}
