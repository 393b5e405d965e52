using System.Runtime.ExceptionServices;
using TcpVet.Linux.SockDiag;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>
/// Hands sockets to a consumer while the kernel still fills the next messages: the dump's cost is the kernel's, so a consumer on a second
/// processor costs no time. The bytes between the two are bounded; a slow reader slows the dump down.
/// </summary>
internal static class SocketPipeline
{
    // A host with few sockets is not worth a thread.
    private const int Inline = 512;

    public static DumpOutcome Run(PlaceView view, SelectedSockets sockets, SocketDetails details, ISocketConsumer consumer)
    {
        Pipeline pipeline = new(view, consumer);
        try
        {
            return sockets.Visit(details, pipeline, byFamily: !view.IsLarge);
        }
        finally
        {
            pipeline.Finish();
        }
    }

    /// <summary>Copies each socket's bytes into a block; full blocks go to the consuming thread.</summary>
    private sealed class Pipeline(PlaceView view, ISocketConsumer consumer) : ISocketVisitor
    {
        private readonly SocketBlocks blocks = new();
        private SocketBlock? current;
        private Thread? thread;
        private ExceptionDispatchInfo? failure;
        private volatile bool stopped;
        private int seen;

        public bool Visit(in SocketView socket)
        {
            if (seen < Inline)
            {
                seen++;
                consumer.Take(in socket, view);
                return true;
            }

            thread ??= Start();
            current ??= blocks.Empty();
            if (!current.TryAdd(in socket))
            {
                blocks.Hand(current);
                current = blocks.Empty();
                current.TryAdd(in socket);
            }

            return !stopped;
        }

        /// <summary>Waits for the last block to be consumed; what went wrong there is thrown here.</summary>
        public void Finish()
        {
            if (thread is null)
            {
                return;
            }

            if (current is not null && !stopped)
            {
                blocks.Hand(current);
            }

            blocks.Complete();
            thread.Join();
            thread = null;
            failure?.Throw();
        }

        // Started here, the thread inherits the namespace, where interfaces have their names.
        private Thread Start()
        {
            Thread consuming = new(Consume) { IsBackground = true, Name = "consumer" };
            consuming.Start();
            return consuming;
        }

        private void Consume()
        {
            while (blocks.Next() is { } block)
            {
                if (!stopped)
                {
                    Give(block);
                }

                blocks.GiveBack(block);
            }
        }

        private void Give(SocketBlock block)
        {
            try
            {
                block.GiveTo(consumer, view);
            }
#pragma warning disable CA1031 // Whatever it is, the dumping thread throws it again; until it notices, its blocks are swallowed.
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
                stopped = true;
            }
#pragma warning restore CA1031
        }
    }
}
