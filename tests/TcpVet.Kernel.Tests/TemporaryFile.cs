namespace TcpVet.Kernel.Tests;

/// <summary>A file that ends with its test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    internal string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
