using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Linux.Namespaces;

/// <summary>
/// A network namespace of this host: who it is and how to get in. Unless it is kept it holds no descriptor, so that a
/// host with thousands of namespaces can be listed under a low RLIMIT_NOFILE; what it opens on entering must still be
/// the same namespace.
/// </summary>
#pragma warning disable CA1001 // The descriptor that Keep opens ends with this object: SafeHandle's finalizer closes it.
public sealed class NetworkNamespace
#pragma warning restore CA1001
{
    private readonly IReadOnlyList<string> paths;
    private FileDescriptor? kept;

    internal NetworkNamespace(NetnsIdentity identity, IReadOnlyList<string> paths)
    {
        Identity = identity;
        this.paths = paths;
    }

    /// <summary>Which namespace.</summary>
    public NetnsIdentity Identity { get; }

    /// <summary>A word for people, for messages.</summary>
    public string Label => Identity.Label;

    /// <summary>
    /// Runs something inside the namespace: on the calling thread when it is tcpvet's own, otherwise on a thread of its
    /// own that enters with setns(2) and ends afterwards. A pool thread is never used: it would carry the namespace on
    /// to other work. What runs must not await, nor hand work to other threads: threads that exist are not inside, and
    /// one that the runtime starts for it would inherit the namespace and keep it (clone(2)).
    /// </summary>
    /// <param name="inside">Reads the kernel through sockets, <c>/proc/thread-self/net</c> and <c>/proc/sys/net</c>.</param>
    /// <returns>What <paramref name="inside"/> returned; its exceptions come back unchanged.</returns>
    /// <exception cref="NamespaceEntryException">The namespace has gone (ENOENT) or cannot be entered (EPERM: CAP_SYS_ADMIN is
    /// needed).</exception>
    public T Run<T>(Func<T> inside)
    {
        if (Identity.Own)
        {
            return inside();
        }

        T? result = default;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Enter();
                result = inside();
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
            Name = "netns",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    /// <summary>Runs something that returns nothing.</summary>
    /// <inheritdoc cref="Run{T}(Func{T})" path="/exception"/>
    public void Run(Action inside) => Run(() =>
    {
        inside();
        return true;
    });

    /// <summary>Keeps the namespace from going while this object lives, at the price of one descriptor.</summary>
    /// <exception cref="KernelException">It has gone already, or may not be opened.</exception>
    public void Keep() => kept ??= Open();

    /// <summary>Gives the descriptor of <see cref="Keep"/> back now: a program that looks again and again must not wait for a
    /// finalizer.</summary>
    public void Release()
    {
        kept?.Dispose();
        kept = null;
    }

    private void Enter()
    {
        if (kept is not null)
        {
            Enter(kept);
            return;
        }

        using FileDescriptor descriptor = Open();
        Enter(descriptor);
    }

    private void Enter(FileDescriptor descriptor)
    {
        if (Libc.setns(descriptor.Number, Libc.CLONE_NEWNET) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            throw new NamespaceEntryException(
                $"enter network namespace {Label}", errno, errno == Errno.EPERM ? "CAP_SYS_ADMIN is needed; run as root" : null);
        }
    }

    private FileDescriptor Open()
    {
        int refusal = Errno.ENOENT;
        foreach (string path in paths)
        {
            FileDescriptor? descriptor = FileDescriptor.TryOpen(path, out int errno);
            if (descriptor is null)
            {
                refusal = Errno.IsVanished(errno) ? refusal : errno;
            }
            else if (descriptor.Identity()?.Inode == Identity.Inode)
            {
                return descriptor;
            }
            else
            {
                // Another process has the pid now, or the name was given to another namespace.
                descriptor.Dispose();
            }
        }

        throw new NamespaceEntryException($"open network namespace {Label}", refusal, refusal == Errno.ENOENT ? "it has gone" : null);
    }
}
