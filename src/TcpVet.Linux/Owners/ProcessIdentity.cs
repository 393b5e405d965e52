using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Owners;

/// <summary>
/// Who a process is to the kernel when files are opened. tcpvet may read more than a process whose files it looks for: it opens them on a
/// thread that has become that user, so that the kernel itself judges, folders on the way, access lists and swapped files among them.
/// </summary>
/// <param name="User">The real user: who started the process, whatever a set-user-ID program made of it.</param>
/// <param name="Group">The real group.</param>
/// <param name="Groups">The supplementary groups.</param>
/// <param name="ReadsAll">Whether it is the superuser of this user namespace, with the capabilities that pass over permissions.</param>
public sealed record ProcessIdentity(uint User, uint Group, IReadOnlyList<uint> Groups, bool ReadsAll)
{
    private const int MostGroups = 65536; // NGROUPS_MAX (include/uapi/linux/limits.h)
    private const uint PassingOver = (1 << 1) | (1 << 2); // CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH (include/uapi/linux/capability.h)
    private const uint Version3 = 0x20080522; // _LINUX_CAPABILITY_VERSION_3

    /// <summary>Reads <c>/proc/PID/status</c>; null when the process has gone.</summary>
    public static ProcessIdentity? Of(ProcFsRoot root, int pid)
    {
        if (root.TryRead($"{pid}/status", out _) is not { } status || Parse(status) is not { } identity)
        {
            return null;
        }

        // The superuser of another user namespace is none here (user_namespaces(7)).
        string? theirs = ProcessLaunch.Link(root, $"{pid}/ns/user", out _);
        bool own = theirs is not null && theirs == ProcessLaunch.Link(root, "self/ns/user", out _);
        return identity with { ReadsAll = identity.ReadsAll && own };
    }

    /// <summary>Parses status: the first numbers behind <c>Uid:</c> and <c>Gid:</c>, those behind <c>Groups:</c>, and <c>CapEff:</c>; null
    /// when one of the first two is lacking.</summary>
    public static ProcessIdentity? Parse(ReadOnlySpan<byte> status)
    {
        List<uint> groups = [];
        uint? user = null;
        uint? group = null;
        bool passes = false;
        TextLines lines = new(status);
        while (lines.Next())
        {
            TextFields fields = new(lines.Current);
            if (lines.Current.StartsWith("Uid:"u8) && fields.Skip(1) && fields.NextNumber(out long uid))
            {
                user = (uint)uid;
            }
            else if (lines.Current.StartsWith("Gid:"u8) && fields.Skip(1) && fields.NextNumber(out long gid))
            {
                group = (uint)gid;
            }
            else if (lines.Current.StartsWith("Groups:"u8))
            {
                fields = new(lines.Current["Groups:".Length..]);
                while (groups.Count < MostGroups && fields.NextNumber(out long member))
                {
                    groups.Add((uint)member);
                }
            }
            else if (lines.Current.StartsWith("CapEff:"u8))
            {
                string digits = Encoding.ASCII.GetString(lines.Current["CapEff:".Length..]);
                passes = ulong.TryParse(digits.Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong set)
                    && (set & PassingOver) != 0;
            }
        }

        return user is { } who && group is { } whose ? new ProcessIdentity(who, whose, groups, passes && who == 0) : null;
    }

    /// <summary>
    /// Runs something as this user, on a thread of its own that ends with it. What runs must not await, nor hand work to other threads.
    /// </summary>
    /// <param name="work">Opens files. What it throws comes back unchanged.</param>
    /// <param name="refusal">Why it was not run.</param>
    /// <returns>Whether it was run.</returns>
    public bool Run(Action work, out string refusal)
    {
        bool ran = false;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                ran = ReadsAll || Become();
                if (ran)
                {
                    work();
                }
            }
#pragma warning disable CA1031 // Whatever it is, the caller's thread throws it again.
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
#pragma warning restore CA1031
        })
        {
            IsBackground = true,
            Name = "identity",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        refusal = ran ? "" : $"files are read as user {User}, whom it runs as: run as root, or with CAP_SETUID and CAP_SETGID";
        return ran;
    }

    // credentials(7): for files the kernel looks at the file-system user and group, the supplementary groups and two capabilities of the
    // thread. setfsuid(2) and setfsgid(2) tell no failure: asked for what nobody is, they return what is.
    private unsafe bool Become()
    {
        uint[] groups = [.. Groups];
        fixed (uint* first = groups)
        {
            bool taken = Libc.syscall_setgroups(Libc.SYS_setgroups, groups.Length, first) == 0;
            if (!taken && !IsOwn())
            {
                return false;
            }
        }

        _ = Libc.setfsgid(Group);
        _ = Libc.setfsuid(User);
        return (uint)Libc.setfsgid(uint.MaxValue) == Group && (uint)Libc.setfsuid(uint.MaxValue) == User && GiveUpPassing();
    }

    // An ordinary user cannot set groups, and need not to read for a process of that user's own.
    private bool IsOwn() => Of(ProcFsRoot.Default, Environment.ProcessId) is { } own
        && own.User == User && own.Group == Group && own.Groups.Order().SequenceEqual(Groups.Order());

    private static unsafe bool GiveUpPassing()
    {
        uint* header = stackalloc uint[2] { Version3, 0 };
        uint* data = stackalloc uint[6];
        if (Libc.capget(header, data) != 0)
        {
            return false;
        }

        data[0] &= ~PassingOver;
        return Libc.capset(header, data) == 0;
    }
}
