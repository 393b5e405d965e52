namespace TcpVet.Configs.Nginx;

/// <summary>What ended a run of words; the results of <c>ngx_conf_read_token</c> in src/core/ngx_conf_file.c.</summary>
internal enum NginxStop
{
    /// <summary><c>;</c></summary>
    Statement,

    /// <summary><c>{</c></summary>
    BlockStart,

    /// <summary><c>}</c></summary>
    BlockEnd,

    /// <summary>The file ended where it may.</summary>
    FileEnd,

    /// <summary>Something is wrong; <see cref="NginxLexer.Error"/> says what.</summary>
    Error,
}
