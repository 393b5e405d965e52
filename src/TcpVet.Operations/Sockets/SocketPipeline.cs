using System.Collections.Concurrent;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>
/// Hands sockets to a consumer while the kernel still fills the next messages: the dump's cost is the kernel's, so a consumer on a second
/// processor costs no time. The bytes between the two are bounded; a slow reader slows the dump down.
/// </summary>
internal static class SocketPipeline
{
    private const int BlockSize = 256 * 1024;
    private const int Blocks = 6;

    // A host with few sockets is not worth a thread.
    private const int Inline = 512;

    public static DumpOutcome Run(PlaceView view, SelectedSockets sockets, SocketDetails details, ISocketConsumer consumer)
    {
        using Pipeline pipeline = new(view, consumer);
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
    private sealed class Pipeline(PlaceView view, ISocketConsumer consumer) : ISocketVisitor, IDisposable
    {
        private readonly BlockingCollection<Block> full = new(Blocks);
        private readonly ConcurrentBag<Block> free = [];
        private Block? current;
        private Thread? thread;
        private Exception? failure;
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
            current ??= free.TryTake(out Block? used) ? used : new Block();
            if (!current.TryAdd(in socket))
            {
                full.Add(current);
                current = free.TryTake(out used) ? used : new Block();
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
                full.Add(current);
            }

            full.CompleteAdding();
            thread.Join();
            thread = null;
            if (failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }
        }

        public void Dispose() => full.Dispose();

        // Started here, the thread inherits the namespace, where interfaces have their names.
        private Thread Start()
        {
            Thread consuming = new(Consume) { IsBackground = true, Name = "consumer" };
            consuming.Start();
            return consuming;
        }

        private void Consume()
        {
            try
            {
                foreach (Block block in full.GetConsumingEnumerable())
                {
                    if (!stopped)
                    {
                        block.GiveTo(consumer, view);
                    }

                    block.Clear();
                    free.Add(block);
                }
            }
            catch (Exception exception)
            {
                // The dumping thread throws it again; until it notices, its blocks are swallowed.
                failure = exception;
                stopped = true;
                foreach (Block block in full.GetConsumingEnumerable())
                {
                    block.Clear();
                }
            }
        }
    }

    /// <summary>Messages one behind the other, each with its length and protocol in front.</summary>
    private sealed class Block
    {
        private readonly byte[] bytes = GC.AllocateUninitializedArray<byte>(BlockSize);
        private int used;

        public bool TryAdd(in SocketView socket)
        {
            int length = socket.Bytes.Length;
            if (used + length + 8 > bytes.Length)
            {
                return false;
            }

            BitConverter.TryWriteBytes(bytes.AsSpan(used), length);
            bytes[used + 4] = (byte)socket.Protocol;
            socket.Bytes.CopyTo(bytes.AsSpan(used + 8));
            used += (8 + length + 7) & ~7;
            return true;
        }

        public void GiveTo(ISocketConsumer consumer, PlaceView view)
        {
            for (int at = 0; at < used;)
            {
                int length = BitConverter.ToInt32(bytes, at);
                if (SocketView.TryRead((Protocol)bytes[at + 4], bytes.AsSpan(at + 8, length), out SocketView socket))
                {
                    consumer.Take(in socket, view);
                }

                at += (8 + length + 7) & ~7;
            }
        }

        public void Clear() => used = 0;
    }
}
