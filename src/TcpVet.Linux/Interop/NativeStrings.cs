using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary>A null-terminated array of UTF-8 strings, as execve(2) takes them.</summary>
public sealed unsafe class NativeStrings : IDisposable
{
    private readonly nint[] strings;

    /// <summary>Copies the texts out of the managed heap.</summary>
    public NativeStrings(IEnumerable<string> texts)
    {
        strings = [.. texts.Select(Marshal.StringToCoTaskMemUTF8)];
        Pointers = (byte**)NativeMemory.AllocZeroed((nuint)strings.Length + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < strings.Length; i++)
        {
            Pointers[i] = (byte*)strings[i];
        }
    }

    /// <summary>The array, valid until this object is disposed.</summary>
    public byte** Pointers { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(Pointers);
        foreach (nint text in strings)
        {
            Marshal.FreeCoTaskMem(text);
        }
    }
}
