/** Style sheets are Vite's to put beside a script. */
declare module '*.css' {}
