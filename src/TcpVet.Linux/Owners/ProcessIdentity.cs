using System.Runtime.ExceptionServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Owners;

/// <summary>
/// Who a process is to the kernel when files are opened. tcpvet may read more than a process whose files it looks for: it opens them on a
/// thread that has become that user, so that the kernel itself judges, folders on the way, access lists and swapped files among them.
/// </summary>
/// <param name="user">The real user: who started the process, whatever a set-user-ID program made of it.</param>
/// <param name="group">The real group.</param>
/// <param name="groups">The supplementary groups.</param>
/// <param name="readsAll">Whether it is the superuser of this user namespace, with the capabilities that pass over permissions.</param>
public sealed class ProcessIdentity(uint user, uint group, uint[] groups, bool readsAll)
{
    private const int MostGroups = 65536; // NGROUPS_MAX (include/uapi/linux/limits.h)
    private const uint PassingOver = (1 << 1) | (1 << 2); // CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH (include/uapi/linux/capability.h)
    private const uint Version3 = 0x20080522; // _LINUX_CAPABILITY_VERSION_3

    private readonly uint[] others = groups;

    /// <summary>The real user.</summary>
    public uint User => user;

    /// <summary>The real group.</summary>
    public uint Group => group;

    /// <summary>The supplementary groups.</summary>
    public IReadOnlyList<uint> Groups => others;

    /// <summary>Whether permissions do not bind it.</summary>
    public bool ReadsAll => readsAll;

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
        return own ? identity : new ProcessIdentity(identity.User, identity.Group, identity.others, readsAll: false);
    }

    /// <summary>Parses status: the first numbers behind <c>Uid:</c> and <c>Gid:</c>, those behind <c>Groups:</c>, and <c>CapEff:</c>; null
    /// when one of the first two is lacking.</summary>
    public static ProcessIdentity? Parse(ReadOnlySpan<byte> status)
    {
        List<uint> members = [];
        uint? real = null;
        uint? primary = null;
        bool passes = false;
        TextLines lines = new(status);
        while (lines.Next())
        {
            TextFields fields = new(lines.Current);
            if (lines.Current.StartsWith("Uid:"u8) && fields.Skip(1) && fields.NextNumber(out long uid))
            {
                real = (uint)uid;
            }
            else if (lines.Current.StartsWith("Gid:"u8) && fields.Skip(1) && fields.NextNumber(out long gid))
            {
                primary = (uint)gid;
            }
            else if (lines.Current.StartsWith("Groups:"u8))
            {
                fields = new(lines.Current["Groups:".Length..]);
                while (members.Count < MostGroups && fields.NextNumber(out long member))
                {
                    members.Add((uint)member);
                }
            }
            else if (lines.Current.StartsWith("CapEff:"u8))
            {
                // Hexadecimal: both bits stand in the last digit.
                passes = (ValueOf(lines.Current[^1]) & PassingOver) != 0;
            }
        }

        return real is { } who && primary is { } whose ? new ProcessIdentity(who, whose, [.. members], passes && who == 0) : null;
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
                ran = readsAll || Become();
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
        refusal = ran ? "" : $"files are read as user {user}, whom it runs as: run as root, or with CAP_SETUID and CAP_SETGID";
        return ran;
    }

    // credentials(7): for files the kernel looks at the file-system user and group, the supplementary groups and two capabilities of the
    // thread. setfsuid(2) and setfsgid(2) tell no failure: asked for what nobody is, they return what is.
    private unsafe bool Become()
    {
        fixed (uint* first = others)
        {
            bool taken = Libc.syscall_setgroups(Libc.SYS_setgroups, others.Length, first) == 0;
            if (!taken && !IsOwn())
            {
                return false;
            }
        }

        _ = Libc.setfsgid(group);
        _ = Libc.setfsuid(user);
        return (uint)Libc.setfsgid(uint.MaxValue) == group && (uint)Libc.setfsuid(uint.MaxValue) == user && GiveUpPassing();
    }

    // An ordinary user cannot set groups, and need not to read for a process of that user's own.
    private bool IsOwn() => Of(ProcFsRoot.Default, Environment.ProcessId) is { } own
        && own.User == user && own.Group == group && own.others.AsSpan().SequenceEqual(others);

    private static uint ValueOf(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - (uint)'0',
        >= (byte)'a' and <= (byte)'f' => digit - (uint)'a' + 10,
        _ => 0,
    };

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
