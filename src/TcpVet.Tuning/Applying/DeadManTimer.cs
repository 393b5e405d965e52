using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using TcpVet.Linux.Interop;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Tuning.Applying;

/// <summary>
/// Arms what undoes an entry that nobody confirms: a transient timer where systemd runs, which outlives the session and whatever kills its
/// processes (logind.conf(5), KillUserProcesses); elsewhere a process of its own, in a session of its own.
/// </summary>
/// <param name="program">This program's file.</param>
/// <param name="journal">The journal's folder.</param>
public sealed class DeadManTimer(string program, string journal)
{
    /// <summary>The hidden command of tcpvet that undoes an entry.</summary>
    public const string Command = "tune-expire";

    /// <summary>What hands the hidden command the entry itself, so that systemd holds what is to be restored.</summary>
    public const string HeldOption = "--held";

    /// <summary>What makes the hidden command wait for the deadline itself, and say on its output when it does.</summary>
    public const string WaitOption = "--wait";

    /// <summary>The line that it says then.</summary>
    public const string ArmedLine = "armed\n";

    // systemd.special(7): there where systemd is the system's manager (sd_booted(3)).
    private const string SystemdRuns = "/run/systemd/system";

    private const string SystemdRun = "/usr/bin/systemd-run";

    /// <summary>Arms a timer for an entry; it runs when this returns.</summary>
    /// <exception cref="TuningException">None could be armed.</exception>
    /// <exception cref="KernelException">No process could be started.</exception>
    public ArmedTimer Arm(JournalEntry entry) =>
        Directory.Exists(SystemdRuns) && ArmSystemd(entry) is { } timer ? timer : ArmProcess(entry);

    /// <summary>The words of a systemd-run that starts the timer of an entry.</summary>
    internal IReadOnlyList<string> SystemdWords(JournalEntry entry, string unit) =>
    [
        "systemd-run", "--quiet", "--collect", "--no-ask-password", $"--unit={unit}", $"--description=tcpvet tune: undo entry {entry.Id} unless it is confirmed",
        string.Create(CultureInfo.InvariantCulture, $"--on-active={Math.Max(1, entry.WithinMs)}ms"), "--timer-property=AccuracySec=100ms",
        "--", program, .. Words(entry), HeldOption, Convert.ToBase64String(TuningJson.Write(entry)),
    ];

    /// <summary>The entry in the words of <see cref="HeldOption"/>.</summary>
    /// <exception cref="TuningException">It is none.</exception>
    public static JournalEntry Held(string words)
    {
        byte[] text = new byte[words.Length];
        return Convert.TryFromBase64String(words, text, out int length)
            ? TuningJson.ReadEntry(text.AsSpan(0, length))
            : throw new TuningException("what the timer holds is no entry");
    }

    private string[] Words(JournalEntry entry) => [Command, "--state-dir", journal, entry.Id.ToString(CultureInfo.InvariantCulture)];

    // Null where the manager refuses: the process will do.
    private ArmedTimer? ArmSystemd(JournalEntry entry)
    {
        string unit = $"tcpvet-tune-{entry.Id}-{entry.MadeAt.ToUnixTimeMilliseconds()}";
        try
        {
            using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            int pid =
                ProgramStart.Spawn(Encoding.UTF8.GetBytes(SystemdRun), SystemdWords(entry, unit), [nothing, nothing, nothing], [],
                    ownSession: true, closeOthers: true);
            return ProgramStart.Wait(pid) == 0 ? new ArmedTimer(TimerKind.Systemd, $"{unit}.timer") : null;
        }
        catch (KernelException)
        {
            return null;
        }
    }

    private ArmedTimer ArmProcess(JournalEntry entry)
    {
        using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        (SafeFileHandle read, SafeFileHandle write) = ProgramStart.Pipe();
        using (read)
        {
            int pid;
            using (write)
            {
                // The link leads to this very program, also when its file has been replaced since it was started.
                pid = ProgramStart.Spawn("/proc/self/exe"u8, [program, .. Words(entry), WaitOption], [nothing, write, nothing], [], ownSession: true,
                    closeOthers: true);
            }

            using FileStream said = new(read, FileAccess.Read);
            byte[] line = new byte[ArmedLine.Length];
            return said.ReadAtLeast(line, line.Length, throwOnEndOfStream: false) == line.Length
                && Encoding.ASCII.GetString(line) == ArmedLine
                ? new ArmedTimer(TimerKind.Process, pid.ToString(CultureInfo.InvariantCulture))
                : throw new TuningException("the process that was to wait ended at once");
        }
    }
}
