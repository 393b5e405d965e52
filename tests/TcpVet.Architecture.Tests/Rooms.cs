namespace TcpVet.Architecture.Tests;

/// <summary>Something that a room must not use.</summary>
/// <param name="Symbol">A type, <c>Type::member</c>, or a namespace with a trailing dot.</param>
/// <param name="Why">The reason, which the failing test prints.</param>
internal sealed record Forbidden(string Symbol, string Why);

/// <summary>A project of src/ and what it may stand on.</summary>
/// <param name="Assembly">The name of its assembly.</param>
/// <param name="MaySee">The assemblies of this repository that it may refer to.</param>
/// <param name="MustNotUse">What it must not use of the framework.</param>
internal sealed record Room(string Assembly, IReadOnlyList<string> MaySee, IReadOnlyList<Forbidden> MustNotUse);

/// <summary>Which way dependencies run.</summary>
internal static class Rooms
{
    private const string Pure = "it is pure: facts come in a Capture, so that a recorded one gives the same answer anywhere";
    private const string Silent = "only the command line writes to the terminal; a library returns what it has to say";

    private static readonly Forbidden[] OutsideWorld =
    [
        new("System.IO.File", Pure),
        new("System.IO.FileInfo", Pure),
        new("System.IO.FileStream", Pure),
        new("System.IO.Directory", Pure),
        new("System.IO.DirectoryInfo", Pure),
        new("System.IO.StreamReader", Pure),
        new("System.IO.RandomAccess", Pure),
        new("System.Net.Sockets.", Pure),
        new("System.Net.NetworkInformation.", Pure),
        new("System.Net.Http.", Pure),
        new("System.Net.Dns", Pure),
        new("System.Diagnostics.Process", Pure),
        new("System.Diagnostics.Stopwatch", Pure),
        // Not the whole of Environment: the compiler's own iterators ask it for the thread.
        new("System.Environment::GetEnvironmentVariable", Pure),
        new("System.Environment::get_MachineName", Pure),
        new("System.Environment::get_ProcessorCount", Pure),
        new("System.Environment::get_TickCount", Pure),
        new("System.Environment::get_TickCount64", Pure),
        new("System.Environment::get_UserName", Pure),
        new("System.Environment::get_CurrentDirectory", Pure),
        new("System.TimeProvider", Pure),
        new("System.Random", Pure),
        new("System.Threading.Thread", Pure),
        new("System.Threading.Timer", Pure),
        new("System.DateTime::get_Now", Pure),
        new("System.DateTime::get_UtcNow", Pure),
        new("System.DateTime::get_Today", Pure),
        new("System.DateTimeOffset::get_Now", Pure),
        new("System.DateTimeOffset::get_UtcNow", Pure),
        new("System.Guid::NewGuid", Pure),
        new("System.Runtime.InteropServices.NativeLibrary", Pure),
        new("System.Runtime.InteropServices.DllImportAttribute", Pure),
        new("System.Console", Silent),
    ];

    private static readonly Forbidden Terminal = new("System.Console", Silent);

    // The lab waits for a kernel that it provokes; everything else waits for a descriptor, a handle or the user.
    private static readonly Forbidden Sleep = new("System.Threading.Thread::Sleep", "it cannot be ended by Ctrl-C: wait on a CancellationToken's WaitHandle");

    private static readonly Forbidden OwnHost =
        new("TcpVet.Linux.ProcFs.ProcFsRoot::get_Default", "the program makes the live host once, where it starts, and passes it on");

    private static readonly Forbidden CommandLine = new("System.CommandLine.", "requests are records: the command line is one of several surfaces");

    // What an operation stands on, and what its answers are made of.
    private static readonly string[] Sources =
        ["TcpVet.Model", "TcpVet.Knowledge", "TcpVet.Rules", "TcpVet.Linux", "TcpVet.Configs", "TcpVet.Tuning", "TcpVet.Probes", "TcpVet.Ebpf"];

    /// <summary>The rooms that exist. A project of src/ that is missing here fails the tests.</summary>
    public static IReadOnlyList<Room> All { get; } =
    [
        new("TcpVet.Model", [], OutsideWorld),
        new("TcpVet.Knowledge", ["TcpVet.Model"], OutsideWorld),
        new("TcpVet.Rules", ["TcpVet.Model", "TcpVet.Knowledge"], OutsideWorld),
        new("TcpVet.Linux", ["TcpVet.Model"], [Terminal, Sleep]),
        new("TcpVet.Lab", ["TcpVet.Model", "TcpVet.Linux"], [Terminal, OwnHost]),
        new("TcpVet.Configs", ["TcpVet.Model"], OutsideWorld),
        new("TcpVet.Tuning", ["TcpVet.Model", "TcpVet.Knowledge", "TcpVet.Linux"], [Terminal, Sleep, OwnHost]),
        new("TcpVet.Probes", ["TcpVet.Model", "TcpVet.Linux"], [Terminal, Sleep, OwnHost]),
        new("TcpVet.Ebpf", ["TcpVet.Model", "TcpVet.Linux"], [Terminal, Sleep, OwnHost]),
        new("TcpVet.Operations", [.. Sources], [Terminal, Sleep, CommandLine, OwnHost]),
        new("TcpVet.Reports", ["TcpVet.Operations", .. Sources], [.. OutsideWorld, CommandLine, OwnHost]),
        new("tcpvet", ["TcpVet.Operations", "TcpVet.Reports", "TcpVet.Model", "TcpVet.Knowledge", "TcpVet.Rules", "TcpVet.Linux", "TcpVet.Lab", "TcpVet.Configs", "TcpVet.Tuning", "TcpVet.Probes", "TcpVet.Ebpf"], [Sleep]),
    ];
}
