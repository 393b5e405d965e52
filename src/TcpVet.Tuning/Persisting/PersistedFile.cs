using System.Globalization;
using System.Text;
using TcpVet.Linux.Durable;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Tuning.Persisting;

/// <summary>
/// The one file of sysctl.d(5) that keeps confirmed values after a restart. It is made anew from the journal whenever that changes; lines
/// that somebody else wrote into it stay, above ours.
/// </summary>
public static class PersistedFile
{
    /// <summary>Its name: 90 comes behind the distribution's files, and before an administrator's own 99.</summary>
    public const string FileName = "90-tcpvet.conf";

    /// <summary>Where the host's own configuration is (sysctl.d(5)).</summary>
    public const string StandardFolder = "/etc/sysctl.d";

    private const string Begin = "# --- written by tcpvet tune: what stands below is made anew from its journal ---";
    private const string How = "# 'tcpvet tune log' shows the entries, 'tcpvet tune rollback ENTRY' takes one out.";
    private const string End = "# --- end of what tcpvet tune wrote ---";
    private const uint ReadableByAll = 0x1A4; // 0644
    private const int LongestReason = 160;
    private const int LongestFile = 1 << 20;

    /// <summary>Writes the file as the journal says, or removes it when nothing is left of it.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="entries">The whole journal.</param>
    /// <param name="reached">Is told what is done, for tests that stop there.</param>
    /// <exception cref="TuningException">What stands there is no text of a sensible size.</exception>
    /// <exception cref="Linux.Interop.KernelException">It cannot be written; what was there is there still.</exception>
    public static void Rewrite(string path, IReadOnlyList<JournalEntry> entries, Action<string>? reached = null)
    {
        string? before = Present(path);
        string after =
            Render(before ?? "", [.. entries.Where(entry => entry.State == EntryState.Confirmed && entry.Persist?.File == path)]);
        if (after.Length == 0)
        {
            AtomicFile.Delete(path);
        }
        else if (after != before)
        {
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(after), ReadableByAll, reached);
        }
    }

    /// <summary>The file's text: what others wrote into it, then the value of each setting that a confirmed entry has, the latest
    /// one's.</summary>
    /// <param name="present">What stands there now.</param>
    /// <param name="entries">The confirmed entries that are kept in this file, by number.</param>
    internal static string Render(string present, IReadOnlyList<JournalEntry> entries)
    {
        StringBuilder text = new(Foreign(present));
        Dictionary<string, JournalEntry> latest = new(StringComparer.Ordinal);
        foreach (JournalEntry entry in entries)
        {
            foreach (EntryChange change in entry.Changes)
            {
                latest[change.Setting] = entry;
            }
        }

        if (latest.Count == 0)
        {
            return text.ToString();
        }

        text.Append(Begin).Append('\n').Append(How).Append('\n');
        foreach (JournalEntry entry in entries)
        {
            foreach (EntryChange change in entry.Changes.Where(change => latest[change.Setting] == entry))
            {
                Append(text, entry, change);
            }
        }

        return text.Append(End).Append('\n').ToString();
    }

    /// <summary>What of a text others wrote: everything outside of our two marks. A text that ends between them was cut off by somebody's
    /// editor; what is ours is known from the journal.</summary>
    internal static string Foreign(string present)
    {
        StringBuilder kept = new();
        bool ours = false;
        foreach (string line in present.Split('\n'))
        {
            if (line.TrimEnd('\r') == Begin)
            {
                ours = true;
            }
            else if (line.TrimEnd('\r') == End)
            {
                ours = false;
            }
            else if (!ours)
            {
                kept.Append(line).Append('\n');
            }
        }

        string text = kept.ToString().TrimEnd('\n');
        return text.Length == 0 ? "" : text + "\n";
    }

    private static void Append(StringBuilder text, JournalEntry entry, EntryChange change)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n# entry {entry.Id}, {entry.MadeAt:yyyy-MM-dd}, was {(change.From.Length == 0 ? "empty" : change.From)}\n");
        foreach (string reason in change.Reasons.Select(reason => Plain(reason.ToString())).Distinct())
        {
            text.Append("# ").Append(reason).Append('\n');
        }

        text.Append(change.Setting).Append(" = ").Append(change.To).Append('\n');
    }

    // A reason holds names that processes chose: nothing of it may end the comment, or steer the terminal of whoever reads the file.
    private static string Plain(string text)
    {
        StringBuilder plain = new();
        foreach (char letter in text.Length > LongestReason ? text[..LongestReason] : text)
        {
            plain.Append(letter is >= ' ' and <= '~' ? letter : letter == '–' ? '-' : '?');
        }

        return plain.ToString();
    }

    private static string? Present(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        if (Linux.Interop.FileKind.IsSpecial(path) || new FileInfo(path).Length > LongestFile)
        {
            throw new TuningException($"{path} is no file of settings; move it out of the way");
        }

        return File.ReadAllText(path);
    }
}
