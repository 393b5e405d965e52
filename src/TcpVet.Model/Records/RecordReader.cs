using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace TcpVet.Model.Records;

/// <summary>The tokens of a document, and how much memory may be spent on what they say.</summary>
public ref struct RecordReader
{
    private readonly long mostAllocated;
    private readonly long most;
    private Utf8JsonReader tokens;

    /// <summary>Begins before the first token.</summary>
    /// <param name="utf8">The whole document.</param>
    /// <param name="depth">How deep objects and lists may nest.</param>
    /// <param name="most">How many bytes may be allocated for the records that are made of it.</param>
    public RecordReader(ReadOnlySpan<byte> utf8, int depth, long most)
    {
        tokens = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = depth });
        this.most = most;
        mostAllocated = GC.GetAllocatedBytesForCurrentThread() + most;
    }

    /// <summary>The tokens; what is read from them is hostile.</summary>
    [UnscopedRef]
    public ref Utf8JsonReader Tokens => ref tokens;

    /// <summary>Stops a document that makes more records than one may have: small items in JSON become large ones in memory.</summary>
    /// <exception cref="JsonException">The records take more memory than they may.</exception>
    public readonly void CheckSpent()
    {
        if (GC.GetAllocatedBytesForCurrentThread() > mostAllocated)
        {
            throw new JsonException($"what it holds would take more than {most >> 20} MiB of memory");
        }
    }
}
