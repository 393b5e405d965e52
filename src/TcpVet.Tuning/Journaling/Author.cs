using System.Globalization;
using System.Text;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Tuning.Journaling;

/// <summary>Who asked for something: the user of this process, and who that was before sudo.</summary>
public sealed record Author
{
    private const uint Unset = uint.MaxValue;

    /// <summary>The effective user id.</summary>
    public required uint Uid { get; init; }

    /// <summary>The user who logged in (proc_pid_loginuid(5)), which su and sudo do not change; null when the kernel does not
    /// know.</summary>
    public uint? LoginUid { get; init; }

    /// <summary>What sudo says of its caller (SUDO_UID); null without sudo.</summary>
    public uint? SudoUid { get; init; }

    /// <summary>The terminal; null when there is none.</summary>
    public string? Tty { get; init; }

    /// <summary>Who runs this process.</summary>
    public static Author OfThisProcess(ProcFsRoot root) => new()
    {
        Uid = root.Read("self/status") is { } status && ProcessFiles.ParseUid(status) is { } uid ? uid : Unset,
        LoginUid = root.Read("self/loginuid") is { } text && Number(Encoding.ASCII.GetString(text).Trim()) is { } login and not Unset ? login : null,
        SudoUid = Number(Environment.GetEnvironmentVariable("SUDO_UID")),
        Tty = Terminal(),
    };

    /// <summary>For people: <c>uid 0 (login 1000) on /dev/pts/3</c>.</summary>
    public override string ToString()
    {
        string before = (LoginUid ?? SudoUid) is { } first && first != Uid ? $" (was {first})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"uid {Uid}{before}{(Tty is null ? "" : $" on {Tty}")}");
    }

    private static uint? Number(string? text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;

    private static string? Terminal()
    {
        try
        {
            string? target = new FileInfo("/proc/self/fd/0").LinkTarget;
            return target is not null
                && (target.StartsWith("/dev/pts/", StringComparison.Ordinal) || target.StartsWith("/dev/tty", StringComparison.Ordinal)) ? target : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
