//! Tells the linker what a console in pieces needs.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if cfg!(feature = "split") {
        // Where which function and which data is meant: the splitter reads it, and leaves it out.
        println!("cargo:rustc-link-arg-bin=console=--emit-relocs");
    }
}
